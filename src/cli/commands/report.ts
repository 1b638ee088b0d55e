import { resolve } from "node:path";
import type { OrchestratorName } from "../../orchestrators";
import { writeFile } from "../../common/files";
import { requireFiles } from "../../drills/resultsFile";
import { readWorkloadFile } from "../../program/workloadFile";
import { workloadFile } from "../../program/workloadPath";
import { makeReport, RENDERERS } from "../../report";
import type { ReportFormat } from "../../report/model";
import { recordedFiles } from "../../report/sources";

interface ReportOptions {
  /** All recorded ones by default. */
  results?: string[];
  format: ReportFormat;
  output?: string;
}

/**
 * Writes the comparison of what was planned and measured. Problems with result files are reported and stop nothing.
 * @throws WrongUsage for a named file that does not exist, and Failure for what is wrong in the workload file.
 */
export async function report(
  _names: OrchestratorName[],
  { results = recordedFiles(), format, output }: ReportOptions,
): Promise<void> {
  requireFiles(results);
  readWorkloadFile();
  const made = await makeReport(
    results.map((path) => resolve(path)),
    new Date(),
    workloadFile(),
  );
  const text = await RENDERERS[format](made);
  for (const { path, state, problems } of made.sources) {
    if (state === "broken") console.error(`${path}: ${problems.join(" ")}`);
  }
  if (!made.drills.length) {
    console.error("Nothing was measured, so the report shows plans only. Run `npx podium drill` to measure.");
  }
  const path = output ?? (format === "html" ? "podium-report.html" : undefined);
  if (path === undefined) return void process.stdout.write(text);
  writeFile(path, text);
  console.log(path);
}
