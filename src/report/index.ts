import { ORCHESTRATOR_NAMES } from "../orchestrators";
import { planEach } from "../plan";
import { buildReport } from "./build";
import type { ReportFormat, ReportModel } from "./model";
import { programs } from "./programs";
import { readRecording, readSources } from "./sources";

/** What a report is made from, besides result files. */
export interface ReportInput {
  /** What to show instead of the files, the first one above all, or beside them. */
  recordings?: { paths: string[]; place: "alone" | "beside" };
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
  { recordings: { paths: recorded, place } = { paths: [], place: "beside" }, workloadFile }: ReportInput = {},
): Promise<ReportModel> {
  const recordings = recorded.map((path) => readRecording(path, now));
  const own = () =>
    readSources(
      paths.filter((path) => !recorded.includes(path)),
      now,
    );
  const plans = await planEach(ORCHESTRATOR_NAMES, undefined, workloadFile);
  const all = await programs(plans);
  return place === "alone"
    ? buildReport(all, recordings, now, { isRecorded: true })
    : buildReport(all, own(), now, { beside: recordings });
}

/** Renderers are loaded on demand: HTML needs a syntax highlighter and a chart library. */
export const RENDERERS: Record<ReportFormat, (report: ReportModel) => Promise<string>> = {
  html: async (report) => (await import("./html/page")).renderHtml(report),
  markdown: async (report) => (await import("./markdown")).renderMarkdown(report),
  json: async (report) => `${JSON.stringify(report, null, 2)}\n`,
};
