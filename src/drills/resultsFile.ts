import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";
import { type DrillRun, FORMAT, type Results, resultsSchema } from "./result";
import { Failure, WrongUsage } from "../common/errors";
import { reasonOf } from "../common/reason";

export const RESULTS_FOLDER = join(PODIUM_FOLDER, "results");

/** The result file of one session, written to disk after every run; without one, there is no file. */
export class ResultsFile {
  readonly path: string;
  #results: Results;

  constructor(about: Omit<Results, "format" | "runs" | "finishedAt">, folder = RESULTS_FOLDER) {
    this.#results = { format: FORMAT, ...about, runs: [] };
    // Some file systems do not allow colons in names.
    this.path = join(folder, `${about.startedAt.replace(/:/g, "-")}.json`);
  }

  get results(): Results {
    return this.#results;
  }

  add(run: DrillRun): void {
    this.#results = { ...this.#results, runs: [...this.#results.runs, run] };
    this.#write();
  }

  finish(): void {
    this.#results = { ...this.#results, finishedAt: new Date().toISOString() };
    this.#write();
  }

  #write(): void {
    writeFile(this.path, `${JSON.stringify(resultsSchema.parse(this.#results), null, 1)}\n`);
  }
}

/** @throws WrongUsage for result files that do not exist. */
export function requireFiles(paths: string[]): void {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length) throw new WrongUsage(`No such result file: ${missing.join(", ")}`);
}

/**
 * Reads a result file.
 * @throws Failure that says why it is not one.
 */
export function readResults(path: string): Results {
  try {
    const parsed = resultsSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`${issue!.path.join(".")}: ${issue!.message}`);
  } catch (error) {
    throw new Failure(`${path} is not a result file: ${reasonOf(error)}`);
  }
}
