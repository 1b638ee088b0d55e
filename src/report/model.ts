import type { ItemFidelity, MatrixItem } from "../workload/fidelity";
import type { DrillName, Metric, Requirement } from "../drills/metrics";
import type { DrillRun, Results, Timeline } from "../drills/result";
import type { Standing, Summary } from "../drills/statistics";
import type { OrchestratorName } from "../orchestrators";
import type { Concepts } from "../orchestrators/orchestrator";
import type { ColumnKind } from "../visuals/parts";

/** The format of a report as JSON; a change that old readers would misread gets a new number. */
export const REPORT_FORMAT = "podium/report/v1";

export const REPORT_FORMATS = ["html", "markdown", "json"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The complete content of a report, of which HTML, Markdown and JSON are three renderings. */
export interface ReportModel {
  format: typeof REPORT_FORMAT;
  /** ISO 8601. */
  generatedAt: string;
  podium: { version: string };
  /** What was deployed and measured, in a sentence. */
  lead: string;
  /** How to read the numbers, in sentences. */
  summary: string[];
  answer: Answer;
  /** One for each orchestrator, even if nothing was measured. The lists below have the same order. */
  columns: ReportColumn[];
  /** The results at a glance. */
  requirements: RequirementRows[];
  /** What the results at a glance refer to: why drills failed or were not supported. These may come from an engine. */
  notes: string[];
  /** Sessions beside these results: of other settings, and recordings that were asked for. */
  beside: Beside[];
  drills: DrillPart[];
  timelines: TimelineChart[];
  concepts: { key: keyof Concepts; label: string; words: Record<OrchestratorName, string> }[];
  fidelity: { item: MatrixItem; label: string; levels: Record<OrchestratorName, ItemFidelity> }[];
  programs: Program[];
  sources: Source[];
}

/** What the measurements say, in sentences that are computed from what was measured on real engines. */
export interface Answer {
  /** What the sentences are based on, and how to read them. */
  lead: string[];
  /** Only those that have something to say. */
  parts: { title: string; sentences: string[] }[];
  /** Whom to look at by what they can express alone, as none of it was measured on their real engines. */
  offered: string[];
}

/** One orchestrator. */
export interface ReportColumn {
  name: OrchestratorName;
  title: string;
  kind: ColumnKind;
  /** What acted as the orchestrator, e.g. `MiniStack 2.1`. */
  engine?: string;
  /** The kind, as a sentence. */
  standing: string;
}

/** One requirement, with the numbers that show how it is met. */
export interface RequirementRows {
  key: Requirement;
  title: string;
  rows: AnswerRow[];
}

/** One session, or several with the same settings, that stand beside the results. */
export interface Beside {
  /** What tells them from the results, e.g. "replaceSeconds 10", "recorded on 2026-11-25 14:24 UTC, AMD EPYC, 2 cores". */
  name: string;
  columns: ReportColumn[];
  /** The same rows as those of the results. */
  requirements: RequirementRows[];
  /** How they differ from the results besides their numbers, e.g. "rate: 50 / 100", those of the results first. */
  differences: string[];
}

export interface AnswerRow {
  drill: DrillName;
  /** The key of the drill's metric. */
  key: string;
  label: string;
  metric: Metric;
  /** One for each column. */
  cells: AnswerCell[];
}

/** `note`, from 1, is the number of the note that says more. */
export type AnswerCell =
  /** `remark` says that not every run passed. */
  | { orchestrator: OrchestratorName; value: Value; remark?: string; note?: number }
  /** `why` says why nothing was measured, in a few words. */
  | { orchestrator: OrchestratorName; why: string; note?: number };

/** `standing` is undefined if the number is not compared. */
export interface Value extends Summary {
  standing?: Standing;
}

/** One drill in full. */
export interface DrillPart {
  drill: DrillName;
  title: string;
  question: string;
  requirement: Requirement;
  metrics: Record<string, Metric>;
  /** Which orchestrators are compared, and why the others are not. */
  comparison: string;
  /** Whether real engines were measured under the same conditions; otherwise no number has a standing. */
  isComparable: boolean;
  results: DrillResult[];
}

export interface DrillResult {
  orchestrator: OrchestratorName;
  /** Index into `sources`. */
  source: number;
  startedAt: string;
  verdicts: Partial<Record<DrillRun["verdict"], number>>;
  /** Why runs did not pass; these may come from an engine. */
  reasons: string[];
  /** Which metrics could not be measured, and why. */
  leftOut: string[];
  /** Findings that are not numbers: the distinct values of all runs. */
  facts: Record<string, string[]>;
  /** By metric key; only metrics that at least one run has measured. */
  values: Record<string, Value>;
  /** Keys of the metrics that it competes in: its engine is real, and every run did what the drill tests. */
  competing: string[];
  /** Why this is not the newest attempt. */
  remark?: string;
}

/** One run, second by second: of several, the median one. */
export interface TimelineChart extends Timeline {
  drill: DrillName;
  orchestrator: OrchestratorName;
  run: number;
  /** The number of runs. */
  of: number;
  source: number;
  startedAt: string;
  /** The name of what stands beside the results, if it is a run of that. */
  beside?: string;
}

/** What an orchestrator's program creates, and its source code. */
export interface Program {
  name: OrchestratorName;
  resources: { type: string; name: string }[];
  /** What that costs a month, in a sentence; undefined where it runs on the user's own machines. */
  cost?: string;
  /** Lines that are neither empty nor comments. */
  lines: { stack: number; deployment: number; helpers: number };
  /** The stack's program and the component, verbatim. */
  files: { path: string; code: string }[];
  /** Other files of this orchestrator that the component needs. */
  helpers: string[];
}

/** A result file. */
export interface Source {
  path: string;
  state: "used" | "not used" | "broken";
  /** What readers of its numbers should know. */
  problems: string[];
  runs: number;
  /** Undefined if the file cannot be read. */
  about?: Omit<Results, "runs" | "format">;
}
