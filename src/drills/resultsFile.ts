import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../automation/failure";
import { reasonOf } from "../common/reach";
import { PODIUM_FOLDER } from "../common/paths";
import { type DrillRun, FORMAT, type Results, resultsSchema } from "./result";

export const RESULTS_FOLDER = join(PODIUM_FOLDER, "results");

/** The results of one session, complete on disk after every run. */
export class ResultsFile {
  readonly path: string;
  #results: Results;

  constructor(about: Omit<Results, "format" | "runs" | "finishedAt">, folder = RESULTS_FOLDER) {
    this.#results = { format: FORMAT, ...about, runs: [] };
    mkdirSync(folder, { recursive: true });
    // Colons are not allowed in names everywhere.
    this.path = join(folder, `${about.startedAt.replace(/:/g, "-")}.json`);
    this.#write();
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
    writeFileSync(this.path, `${JSON.stringify(resultsSchema.parse(this.#results), null, 1)}\n`);
  }
}

/** @throws Failure that says why the file holds no results. */
export function readResults(path: string): Results {
  try {
    const parsed = resultsSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Error(`${issue!.path.join(".")}: ${issue!.message}`);
  } catch (error) {
    throw new Failure(`${path} holds no results of drills: ${reasonOf(error)}`);
  }
}
