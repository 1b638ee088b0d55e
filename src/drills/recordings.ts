import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { ROOT } from "../common/paths";
import type { Results } from "./result";
import { withNumberedNodes } from "./numberedNodes";
import { readResults } from "./resultsFile";
import { largestOf, setupsOf } from "./setups";

interface Recording {
  path: string;
  results: Results;
}

/** Sessions that are kept to be shown where there is no engine, or beside one's own. Unlike other results, they are shipped. */
const RECORDINGS_FOLDER = join(ROOT, "recordings");

/**
 * Keeps a session as a recording, without the names of its machines.
 * @param path its result file, whose name the recording gets.
 * @returns the recording's path.
 */
export function keepRecording(results: Results, path: string, folder = RECORDINGS_FOLDER): string {
  const kept = join(folder, basename(path));
  // Without line breaks: recordings are large, and nobody reads their diffs.
  writeFile(kept, `${JSON.stringify(withNumberedNodes(results))}\n`);
  return kept;
}

const recordingsIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];

/** Whether there is a recording. */
export const hasRecording = (folder = RECORDINGS_FOLDER): boolean => recordingsIn(folder).length > 0;

/**
 * All recordings with their paths, the newest first.
 * @throws Failure if one is damaged.
 */
export const readRecordings = (folder = RECORDINGS_FOLDER): Recording[] =>
  recordingsIn(folder)
    .map((file) => join(folder, file))
    .map((path) => ({ path, results: readResults(path) }))
    .sort((a, b) => Date.parse(b.results.startedAt) - Date.parse(a.results.startedAt));

/**
 * The path of the recording that is shown where only one is, and none is named: the one with results of the most drills and
 * orchestrators, of equals the newest. Whoever records only some drills does not want to hide all others.
 * @throws Failure if there is none, or if one is damaged.
 */
export const largestRecording = (folder = RECORDINGS_FOLDER): string => largestOf(recordings(folder)).path;

/**
 * The paths of the recordings that are shown where none is named, a list for each setup (see `setupsOf`): those of one machine,
 * that of the recording with results of the most drills and orchestrators, the newest first.
 * @throws Failure if there is none, or if one is damaged.
 */
export const shownRecordings = (folder = RECORDINGS_FOLDER): string[][] =>
  setupsOf(recordings(folder)).map((setup) => {
    const { machine } = largestOf(setup).results;
    return setup.filter(({ results }) => isDeepStrictEqual(results.machine, machine)).map(({ path }) => path);
  });

function recordings(folder: string): Recording[] {
  const found = readRecordings(folder);
  if (found.length) return found;
  throw new Failure(
    "There is no recording in recordings/ yet. To make one on the engines of this machine, run `npm run record`; " +
      "for your own results, run `npx podium report` or `npx podium serve --replay FILE`.",
  );
}
