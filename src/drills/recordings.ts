import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { ROOT } from "../common/paths";
import type { Results } from "./result";
import { readResults } from "./resultsFile";

/** Sessions that are kept to be shown where there is no engine, or beside one's own. Unlike other results, they are shipped. */
export const RECORDINGS_FOLDER = join(ROOT, "recordings");

/**
 * Keeps a session as a recording.
 * @param path its result file, whose name the recording gets.
 * @returns the recording's path.
 */
export function keepRecording(results: Results, path: string, folder = RECORDINGS_FOLDER): string {
  const kept = join(folder, basename(path));
  // Without line breaks: recordings are large, and nobody reads their diffs.
  writeFile(kept, `${JSON.stringify(results)}\n`);
  return kept;
}

const recordingsIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];

/** Whether there is a recording. */
export const hasRecording = (folder = RECORDINGS_FOLDER): boolean => recordingsIn(folder).length > 0;

/**
 * The path of the recording that was made last.
 * @throws Failure if there is none, or if one is damaged.
 */
export function newestRecording(folder = RECORDINGS_FOLDER): string {
  const [newest] = recordingsIn(folder)
    .map((file) => join(folder, file))
    .map((path) => ({ path, at: Date.parse(readResults(path).startedAt) }))
    .sort((a, b) => b.at - a.at);
  if (newest) return newest.path;
  throw new Failure(
    "There is no recording in recordings/ yet. To make one on the engines of this machine, run `npm run record`; " +
      "for a report on your own results, run `npx podium report`.",
  );
}
