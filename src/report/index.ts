import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { planStacks } from "../plan";
import { buildReport } from "./build";
import type { ReportFormat, ReportModel } from "./model";
import { readSources } from "./sources";

/** Plans all programs, reads the results, and makes one report of both. */
export async function makeReport(paths: string[], now = new Date()): Promise<ReportModel> {
  const plans = await planStacks(ORCHESTRATOR_NAMES);
  return buildReport(plans, readSources(paths, now), now);
}

/** Renderers are loaded when they are needed: those of HTML bring a highlighter and a chart library. */
export const RENDERERS: Record<ReportFormat, (report: ReportModel) => Promise<string>> = {
  html: async (report) => (await import("./html/page")).renderHtml(report),
  markdown: async (report) => (await import("./markdown")).renderMarkdown(report),
  json: async (report) => `${JSON.stringify(report, null, 2)}\n`,
};
