import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { planEach } from "../plan";
import { buildReport } from "./build";
import type { ReportFormat, ReportModel } from "./model";
import { programs } from "./programs";
import { readSources } from "./sources";

/**
 * Plans all programs, reads the result files, and builds a report from both. The stacks' own configuration, which names
 * accounts and addresses, is left out.
 * @param workloadFile the path of one to plan with, if any.
 */
export async function makeReport(
  paths: string[],
  now = new Date(),
  workloadFile?: string,
): Promise<ReportModel> {
  const plans = await planEach(ORCHESTRATOR_NAMES, undefined, workloadFile);
  return buildReport(await programs(plans), readSources(paths, now), now);
}

/** Renderers are loaded on demand: HTML needs a syntax highlighter and a chart library. */
export const RENDERERS: Record<ReportFormat, (report: ReportModel) => Promise<string>> = {
  html: async (report) => (await import("./html/page")).renderHtml(report),
  markdown: async (report) => (await import("./markdown")).renderMarkdown(report),
  json: async (report) => `${JSON.stringify(report, null, 2)}\n`,
};
