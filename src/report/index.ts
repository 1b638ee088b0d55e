import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { planEach } from "../plan";
import { buildReport } from "./build";
import type { ReportFormat, ReportModel } from "./model";
import { programs } from "./programs";
import { readRecording, readSources } from "./sources";

/** What a report is made from, besides result files. */
export interface ReportInput {
  /** The paths of recordings to show instead of the files, the newest first. */
  recorded?: string[];
  /** The paths of result files to set beside that: those of a list together, the newest first. */
  beside?: string[][];
  /** The path of a workload file to plan with. */
  workloadFile?: string;
}

/**
 * Plans all programs, reads the result files, and builds a report from both. The stacks' own configuration, which names
 * accounts and addresses, is left out.
 * @throws Failure if a recording is not a result file.
 */
export async function makeReport(
  paths: string[],
  now = new Date(),
  { recorded, beside = [], workloadFile }: ReportInput = {},
): Promise<ReportModel> {
  const read = (path: string) => readRecording(path, now);
  const others = (recorded ?? paths).filter((path) => !beside.flat().includes(path));
  const own = recorded ? others.map(read) : readSources(others, now);
  const aside = beside.map((together) => together.map(read));
  const plans = await planEach(ORCHESTRATOR_NAMES, undefined, workloadFile);
  const isRecorded = recorded !== undefined;
  return buildReport(await programs(plans), own, now, { isRecorded, beside: aside });
}

/** Renderers are loaded on demand: HTML needs a syntax highlighter and a chart library. */
export const RENDERERS: Record<ReportFormat, (report: ReportModel) => Promise<string>> = {
  html: async (report) => (await import("./html/page")).renderHtml(report),
  markdown: async (report) => (await import("./markdown")).renderMarkdown(report),
  json: async (report) => `${JSON.stringify(report, null, 2)}\n`,
};
