import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { OrchestratorName } from "../../orchestrators";
import { makeReport, RENDERERS } from "../../report";
import type { ReportFormat } from "../../report/model";
import { recordedFiles } from "../../report/sources";
import { WrongUsage } from "../../common/usage";

interface ReportOptions {
  /** All recorded ones unless told. */
  results?: string[];
  format: ReportFormat;
  output?: string;
}

/**
 * Writes the comparison of what was planned and measured. What is wrong with results is told, and hinders nothing.
 * @throws WrongUsage for a file that is named and is not there.
 */
export async function report(
  _names: OrchestratorName[],
  { results = recordedFiles(), format, output }: ReportOptions,
): Promise<void> {
  const missing = results.filter((path) => !existsSync(path));
  if (missing.length) throw new WrongUsage(`There is no such file of results: ${missing.join(", ")}`);
  const made = await makeReport(results.map((path) => resolve(path)));
  const text = await RENDERERS[format](made);
  for (const { path, state, problems } of made.sources) {
    if (state === "broken") console.error(`${path}: ${problems.join(" ")}`);
  }
  if (!made.drills.length) {
    console.error("Nothing was measured, so the report shows plans only. `npx podium drill` measures.");
  }
  const path = output ?? (format === "html" ? "podium-report.html" : undefined);
  if (path === undefined) return void process.stdout.write(text);
  writeFileSync(path, text);
  console.log(path);
}
