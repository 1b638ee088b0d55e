import { resolve } from "node:path";
import type { OrchestratorName } from "../../orchestrators";
import { writeFile } from "../../common/files";
import { shownRecordings } from "../../drills/recordings";
import { requireFiles } from "../../drills/resultsFile";
import { readWorkloadFile } from "../../program/workloadFile";
import { workloadFile } from "../../program/workloadPath";
import { makeReport, RENDERERS, type ReportInput } from "../../report";
import type { ReportFormat } from "../../report/model";
import { sessionFiles } from "../../report/sources";

interface ReportOptions {
  /** Those of all sessions by default. */
  results?: string[];
  /** The recordings that come with Podium instead. */
  recorded?: boolean;
  /** Recordings to set beside the results; `true` for those that come with Podium. */
  withRecorded?: string[] | true;
  format: ReportFormat;
  output?: string;
}

/**
 * Writes the comparison of what was planned and measured. Problems with result files are reported and stop nothing.
 * @throws WrongUsage for a named file that does not exist; Failure if there is no recording, and for what is wrong in the
 *   workload file.
 */
export async function report(
  _names: OrchestratorName[],
  { results = sessionFiles(), recorded, withRecorded, format, output }: ReportOptions,
): Promise<void> {
  requireFiles([...results, ...(Array.isArray(withRecorded) ? withRecorded : [])]);
  readWorkloadFile();
  const made = await makeReport(
    results.map((path) => resolve(path)),
    new Date(),
    { ...recordingsOf(recorded, withRecorded), workloadFile: workloadFile() },
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

function recordingsOf(
  recorded?: boolean,
  withRecorded?: string[] | true,
): Pick<ReportInput, "recorded" | "beside"> {
  const named = Array.isArray(withRecorded) ? withRecorded.map((path) => [resolve(path)]) : undefined;
  if (recorded) return { recorded: shownRecordings().flat(), beside: named };
  return { beside: withRecorded === true ? shownRecordings() : named };
}
