import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { ROOT } from "../common/paths";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import type { DrillRun, Results } from "./result";
import { readResults } from "./resultsFile";
import { setupsOf } from "./setups";

/** Sessions that are kept to be shown where there is no engine, or beside one's own. Unlike other results, they are shipped. */
export const RECORDINGS_FOLDER = join(ROOT, "recordings");

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

/** A recording is for everybody, and the names of somebody's machines are not: they become `node-1`, `node-2` and so on. */
function withNumberedNodes(results: Results): Results {
  const renamings = new Map(
    ORCHESTRATOR_NAMES.map((name) => [name, renamingOf(results.engines[name]?.nodes ?? [])]),
  );
  const engines = Object.entries(results.engines).map(([name, engine]) => {
    const rename = renamings.get(name as OrchestratorName)!;
    const nodes = engine.nodes?.map((node) => ({ ...node, name: rename(node.name) }));
    return [name, { ...engine, ...(nodes && { nodes }) }];
  });
  return {
    ...results,
    engines: Object.fromEntries(engines) as Results["engines"],
    runs: results.runs.map((run) => renamed(run, renamings.get(run.orchestrator)!)),
  };
}

type Rename = (text: string) => string;

/** Those that manage the cluster come first. */
function renamingOf(nodes: { name: string; isManager: boolean }[]): Rename {
  const sorted = [...nodes].sort(
    (a, b) => Number(b.isManager) - Number(a.isManager) || a.name.localeCompare(b.name),
  );
  const numbers = new Map(sorted.map(({ name }, index) => [name, `node-${index + 1}`]));
  if (!sorted.length) return (text) => text;
  // A name may begin with another one. Of what a host name may hold, only the dot means something in a pattern.
  const names = [...numbers.keys()]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replaceAll(".", "\\."));
  const pattern = new RegExp(`(?<![\\w.-])(?:${names.join("|")})(?![\\w-])`, "g");
  return (text) => text.replace(pattern, (name) => numbers.get(name)!);
}

function renamed(run: DrillRun, rename: Rename): DrillRun {
  const { reason, facts, timeline } = run;
  const found = Object.entries(facts).map(([key, fact]) => [key, rename(fact)] as const);
  return {
    ...run,
    ...(reason !== undefined && { reason: rename(reason) }),
    facts: Object.fromEntries(found),
    ...(timeline && {
      timeline: {
        ...timeline,
        events: timeline.events.map((event) => ({ ...event, what: rename(event.what) })),
        ...(timeline.instances && {
          instances: timeline.instances.map((change) => ({
            ...change,
            ...(change.node !== undefined && { node: rename(change.node) }),
          })),
        }),
      },
    }),
  };
}

/**
 * The path of the recording that is shown where none is named: the first of `newestRecordings`.
 * @throws Failure if there is none, or if one is damaged.
 */
export const newestRecording = (folder = RECORDINGS_FOLDER): string => newestRecordings(folder)[0]!;

/**
 * The paths of the newest recording of each setup, first of the one that most was measured with; see `setupsOf`.
 * @throws Failure if there is none, or if one is damaged.
 */
export function newestRecordings(folder = RECORDINGS_FOLDER): string[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
  const recordings = files
    .map((file) => join(folder, file))
    .map((path) => ({ path, results: readResults(path) }))
    .sort((a, b) => Date.parse(b.results.startedAt) - Date.parse(a.results.startedAt));
  if (recordings.length) return setupsOf(recordings).map(([newest]) => newest!.path);
  throw new Failure(
    "There is no recording in recordings/ yet. To make one on the engines of this machine, run `npm run record`; " +
      "for a report on your own results, run `npx podium report`.",
  );
}
