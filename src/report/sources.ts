import { existsSync, readdirSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Results } from "../drills/result";
import { readResults, RESULTS_FOLDER } from "../drills/resultsFile";
import { reasonOf } from "../common/reason";
import type { Source } from "./model";

const DAY = 86_400_000;
/** Days after which engines and machines have probably changed. */
const OLD = 90;

/** A result file; `results` is undefined if it is broken. */
export interface ResultsSource {
  path: string;
  results?: Results;
  problems: string[];
}

/** One that is not broken. */
export type ReadSource = ResultsSource & { results: Results };

export const isRead = (source: ResultsSource): source is ReadSource => source.results !== undefined;

/** The result files of all sessions on this machine. */
export function sessionFiles(folder = RESULTS_FOLDER): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map((file) => join(folder, file));
}

/** Reads result files, newest session first. A broken file is reported as such and does not affect the others. */
export function readSources(paths: string[], now: Date): ResultsSource[] {
  return [...new Set(paths)]
    .map((path) => readSource(path, now))
    .sort((a, b) => momentOf(b.results) - momentOf(a.results));
}

/**
 * Reads a result file that must be one.
 * @throws Failure that says why it is not.
 */
export function readRecording(path: string, now: Date): ReadSource {
  const results = readResults(path);
  return { path: readable(path), results, problems: problemsOf(results, now) };
}

function readSource(path: string, now: Date): ResultsSource {
  try {
    if (!existsSync(path)) throw new Error("The file does not exist.");
    return readRecording(path, now);
  } catch (error) {
    // The message begins with the path, which is shown anyway.
    return { path: readable(path), problems: [reasonOf(error).replace(`${path} `, "It ")] };
  }
}

function problemsOf({ startedAt, finishedAt, runs }: Results, now: Date): string[] {
  const age = Math.floor((now.getTime() - Date.parse(startedAt)) / DAY);
  const errors = runs.filter(({ verdict }) => verdict === "error").length;
  return [
    ...(Number.isNaN(age) ? [`Its date, ${startedAt}, is not valid.`] : []),
    ...(age > OLD ? [`It is ${age} days old: engines and machines may have changed since.`] : []),
    ...(finishedAt ? [] : ["The session did not finish: some drills or repetitions are missing."]),
    ...(runs.length ? [] : ["It contains no runs."]),
    ...(errors ? [`${errors} of ${runs.length} runs ended in an error and have no result.`] : []),
  ];
}

const momentOf = (results?: Results) => Date.parse(results?.startedAt ?? "") || 0;

/** Relative to the current folder or, outside of it, the name alone: full paths may reveal who owns the machine. */
function readable(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) ? path.split(/[\\/]/).slice(-1)[0]! : short;
}

/** A result file as the report describes it. */
export function describeSource({ path, results, problems }: ResultsSource, isUsed: boolean): Source {
  if (!results) return { path, state: "broken", problems, runs: 0 };
  const { runs, format: _format, ...about } = results;
  return { path, state: isUsed ? "used" : "not used", problems, runs: runs.length, about };
}
