import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Results } from "../../../src/drills/result";
import type { ReadSource } from "../../../src/report/sources";

/** The results of a real session, as `podium drill` wrote them, without line breaks. */
export const RECORDED = join(__dirname, "..", "fixtures", "recorded.json");

/** A temporary folder for result files. */
export class ResultsFolder {
  readonly path = mkdtempSync(join(tmpdir(), "podium-report-"));

  /** @returns the file's path. */
  write(name: string, content: unknown): string {
    const path = join(this.path, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** Results as if they had been read from files, newest first. */
export const sourcesOf = (...all: Results[]): ReadSource[] =>
  all.map((results, index) => ({ path: `${index}.json`, results, problems: [] }));
