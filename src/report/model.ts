import type { ItemFidelity, MatrixItem } from "../workload/fidelity";
import type { DrillName, Metric, Requirement } from "../drills/metrics";
import type { DrillRun, Results, Timeline } from "../drills/result";
import type { Standing, Summary } from "../drills/statistics";
import type { OrchestratorName } from "../orchestrators";
import type { EngineKind } from "../orchestrators/engine";
import type { Concepts } from "../orchestrators/orchestrator";

/** Names the format of a report as JSON; a change that old readers would misread gets a new number. */
export const REPORT_FORMAT = "podium/report/v1";

export const REPORT_FORMATS = ["html", "markdown", "json"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** All that a report says. HTML, markdown and JSON are three renderings of this, and none knows more. */
export interface ReportModel {
  format: typeof REPORT_FORMAT;
  /** ISO 8601. */
  generatedAt: string;
  podium: { version: string };
  /** What the numbers mean for whoever reads nothing else, in sentences. */
  summary: string[];
  /** One for each orchestrator, also where nothing was measured; the order is that of every list of seven below. */
  columns: Column[];
  requirements: RequirementRows[];
  drills: DrillPart[];
  timelines: TimelineChart[];
  concepts: { key: keyof Concepts; label: string; words: Record<OrchestratorName, string> }[];
  fidelity: { item: MatrixItem; label: string; levels: Record<OrchestratorName, ItemFidelity> }[];
  programs: Program[];
  sources: Source[];
}

/** `planned`: no engine of it was measured. `unknown`: it was, and the file does not tell what the engine was. */
export type ColumnKind = EngineKind | "planned" | "unknown";

export interface Column {
  name: OrchestratorName;
  title: string;
  kind: ColumnKind;
  /** What acted as the orchestrator, e.g. `MiniStack 2.1`. */
  engine?: string;
  /** The kind in a sentence. */
  standing: string;
}

/** One requirement of an orchestrator, with the numbers that answer for it. */
export interface RequirementRows {
  key: Requirement;
  title: string;
  rows: AnswerRow[];
}

export interface AnswerRow {
  drill: DrillName;
  /** The drill's metric. */
  key: string;
  label: string;
  metric: Metric;
  /** One for each column. */
  cells: AnswerCell[];
}

export type AnswerCell =
  /** `remark` tells that not every run passed. */
  | { orchestrator: OrchestratorName; value: Value; remark?: string }
  /** `why` nothing was measured; it may come from an engine. */
  | { orchestrator: OrchestratorName; why: string };

/** `standing` is missing where the number is compared with no other. */
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
  /** Who is compared with whom, and why the others are not. */
  comparison: string;
  results: DrillResult[];
}

export interface DrillResult {
  orchestrator: OrchestratorName;
  /** Index into `sources`. */
  source: number;
  startedAt: string;
  verdicts: Partial<Record<DrillRun["verdict"], number>>;
  /** Why runs did not pass; it may come from an engine. */
  reasons: string[];
  /** Findings that are no numbers, all different ones of the runs. */
  facts: Record<string, string[]>;
  /** By the metric's key; missing where no run has measured it. */
  values: Record<string, Value>;
  /** Why it is not the newest try that is shown. */
  remark?: string;
}

/** What happened second by second in one run: of several, the one in the middle. */
export interface TimelineChart extends Timeline {
  drill: DrillName;
  orchestrator: OrchestratorName;
  run: number;
  /** How many runs there are. */
  of: number;
  source: number;
  startedAt: string;
}

/** What an orchestrator's program makes, and its text. */
export interface Program {
  name: OrchestratorName;
  resources: { type: string; name: string }[];
  /** Lines that are neither empty nor comments. */
  lines: { stack: number; deployment: number; helpers: number };
  /** The stack's program and the component, word for word. */
  files: { path: string; code: string }[];
  /** Other files of its own that the component needs. */
  helpers: string[];
}

/** A results file. */
export interface Source {
  path: string;
  state: "used" | "not used" | "broken";
  /** What a reader of its numbers should know. */
  problems: string[];
  runs: number;
  /** Missing where the file cannot be read. */
  about?: Omit<Results, "runs" | "format">;
}
