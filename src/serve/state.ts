import type { DrillName, Metric } from "../drills/metrics";
import type { DrillRun, Timeline } from "../drills/result";
import type { OrchestratorName } from "../orchestrators";
import type { ClusterNode, EngineKind, Instance } from "../orchestrators/engine";

/** Seconds of traffic that a chart shows. */
export const SPAN = 60;

/** The orders that the page can give: drills that can be watched, and rolling back. */
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

/** One instance: what the engine reports about it, and how it responds. */
export interface LiveInstance {
  id: string;
  state: Instance["state"] | "answering";
  /**
   * What it responds with; undefined while it does not respond. Of an image of one's own, the beginning of the digest that
   * it runs according to the engine.
   */
  version?: string;
  /** Requests answered in the latest second; undefined where responses do not say who has answered. */
  requests?: number;
  node?: string;
  zone?: string;
}

/** A machine of the engine's cluster. */
export type LiveNode = Pick<ClusterNode, "name" | "zone" | "state">;

/** An entry of the event log. */
export interface Entry {
  /** Milliseconds since 1970; in a replay, seconds since the run's start. */
  at: number;
  what: string;
  tone: "neutral" | "good" | "bad";
}

/** A number that a drill has measured, with its metric's label. */
export interface Measured {
  label: string;
  value: number | null;
  unit: Metric["unit"];
}

/** The outcome of the last drill. */
export interface LastDrill {
  title: string;
  verdict: DrillRun["verdict"];
  reason?: string;
  findings: Measured[];
  /** Findings that are not numbers; plain text, possibly from an engine. */
  facts: DrillRun["facts"];
}

/** What a column shows of one orchestrator: as it is, or as it was at a moment of a recording. */
export interface ColumnState {
  name: OrchestratorName;
  title: string;
  /** The engine as it describes itself; undefined if it could not be reached. */
  engine?: { product: string; version: string; kind: EngineKind };
  instances: LiveInstance[];
  /** None where the engine shows none. */
  nodes: LiveNode[];
  /** The latest minute, second by second; seconds without requests are omitted. */
  seconds: Timeline["seconds"];
  /** Requests sent since `podium serve` started or, in a replay, since the run's start. */
  sent: number;
  /** Those of them that were lost. */
  lost: number;
  /** The progress of what is being done. */
  doing?: { progress: string };
  last?: LastDrill;
  /** The event log, newest first. */
  entries: Entry[];
}

/** The current state of one deployed orchestrator. */
export interface LiveColumnState extends ColumnState {
  endpoints: string[];
  /** The version or, of an image of one's own, the beginning of its digest. */
  wanted: { version: string; replicas: number };
  /** The orders that cannot be executed here, each with the reason. */
  unsuited: Partial<Record<Order, string>>;
  /** Why it is not as wanted, or cannot be observed. */
  problems: string[];
  /** The order that is being executed. */
  doing?: { order: Order; progress: string };
}

/** Everything that the page shows of deployments. */
export interface LiveState {
  /** Requests per second to each deployment. */
  rate: number;
  orders: OrderWords[];
  /** The load average of the last minute, and the number of cores. */
  machine: { load: number; cores: number };
  columns: LiveColumnState[];
}
