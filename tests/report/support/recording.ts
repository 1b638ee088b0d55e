import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Results } from "../../../src/drills/result";
import type { Plan } from "../../../src/plan";
import { buildReport } from "../../../src/report/build";
import { programs } from "../../../src/report/programs";
import type { ReportModel } from "../../../src/report/model";
import { readSources, type ResultsSource } from "../../../src/report/sources";
import { NOTHING, podium } from "../../command";

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

/** The report of these files. The test runner's own loader cannot run the programs, so the command plans them. */
export async function reportOf(paths: string[], now: Date): Promise<ReportModel> {
  const { stdout } = await podium(["plan", "--json"], NOTHING);
  return buildReport(await programs(JSON.parse(stdout) as Plan[]), readSources(paths, now), now);
}

/** Results as if they had been read from files, newest first. */
export const sourcesOf = (...all: Results[]): ResultsSource[] =>
  all.map((results, index) => ({ path: `${index}.json`, results, problems: [] }));
