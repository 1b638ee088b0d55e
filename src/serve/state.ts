import type { DrillName, Metric } from "../drills/metrics";
import type { DrillRun, Timeline } from "../drills/result";
import type { OrchestratorName } from "../orchestrators";
import type { EngineKind, Instance } from "../orchestrators/engine";

/** What the page can order: drills that can be watched, and the way back. */
export const ORDERS = ["kill", "hang", "scale", "update", "badRelease", "rollBack"] as const satisfies (
  DrillName | "rollBack"
)[];

export type Order = (typeof ORDERS)[number];

/** A button. */
export interface OrderWords {
  order: Order;
  title: string;
  /** What it does, in a sentence. */
  effect: string;
}

/** One running copy: what the engine says of it, and what it answers. */
export interface LiveInstance {
  id: string;
  state: Instance["state"] | "answering";
  /** Undefined while it answers nothing. */
  version?: string;
  /** Answers in the latest whole second. */
  requests: number;
}

/** Something that happened, the newest first. */
export interface Entry {
  /** Milliseconds since 1970. */
  at: number;
  what: string;
  tone: "neutral" | "good" | "bad";
}

/** A number that a drill has found, in the words of its metric. */
export interface Finding {
  label: string;
  value: number | null;
  unit: Metric["unit"];
}

/** What the last drill came to. */
export interface LastDrill {
  title: string;
  verdict: DrillRun["verdict"];
  reason?: string;
  findings: Finding[];
  /** Findings that are no numbers; plain text that may come from an engine. */
  facts: DrillRun["facts"];
}

/** One deployed orchestrator, now. */
export interface ColumnState {
  name: OrchestratorName;
  title: string;
  /** The engine in its own words; undefined where it could not be asked. */
  engine?: { product: string; version: string; kind: EngineKind };
  endpoints: string[];
  wanted: { version: string; replicas: number };
  instances: LiveInstance[];
  /** The latest minute, second by second; seconds without a request are left out. */
  seconds: Timeline["seconds"];
  /** Requests sent since the page's command began, and those of them that were lost. */
  sent: number;
  lost: number;
  /** What keeps it from being as wanted, or from being seen. */
  problems: string[];
  /** What is being done, in a few words. */
  doing?: { order: Order; progress: string };
  last?: LastDrill;
  entries: Entry[];
}

/** All that the page shows. */
export interface LiveState {
  /** Requests a second to each. */
  rate: number;
  /** Seconds of the time line. */
  span: number;
  orders: OrderWords[];
  /** Processes that run or wait to, on average of the last minute, and the cores that they share. */
  machine: { load: number; cores: number };
  columns: ColumnState[];
}
