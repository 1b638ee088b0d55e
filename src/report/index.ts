import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { planEach } from "../plan";
import { buildReport } from "./build";
import type { ReportFormat, ReportModel } from "./model";
import { programs } from "./programs";
import type { Recording } from "./recorded";
import { readRecording, readSources } from "./sources";

/** What a report is made from, besides result files. */
export interface ReportInput {
  /** What to show instead of the files, or beside them. */
  recording?: { path: string; place: Recording["place"] };
  /** The path of a workload file to plan with. */
  workloadFile?: string;
}

/**
 * Plans all programs, reads the result files, and builds a report from both. The stacks' own configuration, which names
 * accounts and addresses, is left out.
 * @throws Failure if the recording is not a result file.
 */
export async function makeReport(
  paths: string[],
  now = new Date(),
  { recording, workloadFile }: ReportInput = {},
): Promise<ReportModel> {
  const shown = recording && { ...readRecording(recording.path, now), place: recording.place };
  const sources = shown?.place === "alone" ? [shown] : readSources(paths, now);
  const plans = await planEach(ORCHESTRATOR_NAMES, undefined, workloadFile);
  return buildReport(await programs(plans), sources, now, shown);
}

/** Renderers are loaded on demand: HTML needs a syntax highlighter and a chart library. */
export const RENDERERS: Record<ReportFormat, (report: ReportModel) => Promise<string>> = {
  html: async (report) => (await import("./html/page")).renderHtml(report),
  markdown: async (report) => (await import("./markdown")).renderMarkdown(report),
  json: async (report) => `${JSON.stringify(report, null, 2)}\n`,
};
