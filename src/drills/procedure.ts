import type { Report } from "../automation/stacks";
import type { Instance } from "../orchestrators/engine";
import { startLoad, type StartLoad } from "./load";
import { DRILLS, type DrillName } from "./metrics";
import type { DrillRun } from "./result";
import type { Site } from "./site";

/** What every drill of a session has in common. */
export interface Conditions {
  /** Requests a second. */
  rate: number;
  startLoad: StartLoad;
  /** Seconds until a request without an answer is lost. */
  timeoutSeconds: number;
  /** Seconds of load before anything is done. */
  warmSeconds: number;
  /** Seconds from one look at the engine to the next. */
  lookSeconds: number;
  /** Seconds that a deployment has to be as wanted before that is believed. */
  settleSeconds: number;
  /** Seconds until a drill gives up waiting. */
  patienceSeconds: number;
  /** Aborted when someone wants the drills to end. */
  stop: AbortSignal;
}

export const DEFAULT_CONDITIONS: Omit<Conditions, "stop"> = {
  rate: 100,
  startLoad,
  timeoutSeconds: 5,
  warmSeconds: 2,
  lookSeconds: 0.25,
  settleSeconds: 2,
  patienceSeconds: 120,
};

/** What a drill has found out; the runner adds which run it was. */
export type Finding = Pick<DrillRun, "verdict" | "reason" | "facts" | "timeline"> & {
  metrics: Record<string, number | null>;
};

/** One experiment on what is deployed. It may leave the deployment changed: the runner restores it. */
export type Procedure = (site: Site, conditions: Conditions, report: Report) => Promise<Finding>;

/** Thrown where the orchestrator has nothing of the kind; the message says why. */
export class NotSupported extends Error {}

/** Thrown where someone wanted the drills to end. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}

/** `passed`, or `failed` where there is a reason for that. */
export function finding(
  reasons: (string | undefined)[],
  metrics: Finding["metrics"],
  facts: Record<string, string | undefined> = {},
  timeline?: Finding["timeline"],
): Finding {
  const found = reasons.filter((reason) => reason !== undefined);
  return {
    verdict: found.length ? "failed" : "passed",
    ...(found.length && { reason: found.join("; ") }),
    metrics,
    facts: Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as Record<
      string,
      string
    >,
    ...(timeline && { timeline }),
  };
}

/** Metrics without a value, for a run that has none. */
export const noMetrics = (drill: DrillName): Finding["metrics"] =>
  Object.fromEntries(Object.keys(DRILLS[drill].metrics).map((key) => [key, null]));

/** Seconds between two moments in milliseconds; null if the second never came. */
export const secondsBetween = (from: number, to: number | undefined): number | null =>
  to === undefined ? null : Math.round(to - from) / 1000;

/** @throws NotSupported where the engine itself would have to be asked, and cannot be. */
export function requireEngine({ probe }: Site): void {
  if (!probe.reachable) throw new NotSupported(`the engine cannot be asked: ${probe.reason}`);
}

/** @throws NotSupported where the number of instances cannot be chosen. */
export function requireFixedNumber({ workload }: Site): void {
  if (workload.autoscaling) throw new NotSupported("the number of instances is left to the autoscaler");
}

/** @throws Error where the engine, by its latest word, has no ready instance: then there is none to be harmed. */
export function oneOf(ready: Instance[]): Instance {
  const [first] = ready;
  if (!first) throw new Error("the engine tells of no ready instance");
  return first;
}

/** Lets the sample service do harm to itself when it is asked to. */
export const FAULTS_ON = { PODIUM_FAULTS: "on" };
