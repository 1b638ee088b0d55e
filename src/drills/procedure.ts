import type { Progress } from "../common/progress";
import type { Instance } from "../orchestrators/engine";
import type { Wanted } from "../program/deployment";
import { type Growth, STEPS } from "./growth";
import { startLoad, type StartLoad } from "./load";
import { DRILLS, type DrillName } from "./metrics";
import type { DrillRun } from "./result";
import type { Site } from "./site";

/** The settings that all drills of a session share. */
export interface Conditions {
  /** Requests per second. */
  rate: number;
  startLoad: StartLoad;
  /** Seconds without a response after which a request is lost. */
  timeoutSeconds: number;
  /** Seconds of load before the drill does anything. */
  warmSeconds: number;
  /** Seconds between queries of the engine. */
  lookSeconds: number;
  /** Seconds that a deployment must stay as wanted before it counts as such. */
  settleSeconds: number;
  /** Seconds until a drill gives up waiting. */
  patienceSeconds: number;
  /** The same, after a node is lost: some engines wait for minutes before they replace its instances. */
  nodePatienceSeconds: number;
  /** The image, by digest, that the drill `update` updates an image of one's own to. */
  to?: string;
  /** The name of the node that `drain` and `nodeLoss` take, instead of one of their own choice. */
  node?: string;
  /** How the user stops and starts a node: the words of two commands, in which `{node}` stands for its name. */
  nodeCommands?: { stop: string[]; start: string[] };
  /** Where the drill `grow` stops on its way. */
  growth: Growth;
  /** Aborted when the user interrupts the drills. */
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
  nodePatienceSeconds: 480,
  growth: { steps: STEPS },
};

/** The result of a drill; the runner adds which run it was. */
export type Finding = Pick<DrillRun, "verdict" | "reason" | "leftOut" | "facts" | "timeline"> & {
  metrics: Record<string, number | null>;
};

/** One experiment on a deployment. It may leave the deployment changed; the runner restores it. */
export type Procedure = (site: Site, conditions: Conditions, report: Progress) => Promise<Finding>;

/** The same, with exactly this number of instances. */
export const exactly = (wanted: Wanted, instances: number): Wanted => ({
  ...wanted,
  min: instances,
  max: instances,
});

/** Thrown if the orchestrator, or the image, does not support what the drill tests; the message says why. */
export class NotSupported extends Error {}

/** Thrown if the user has interrupted the drills. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
  }
}

/** A finding: `failed` if there are reasons, otherwise `passed`. */
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

/** All metrics of a drill as null, for a run without measurements. */
export const noMetrics = (drill: DrillName): Finding["metrics"] =>
  Object.fromEntries(Object.keys(DRILLS[drill].metrics).map((key) => [key, null]));

/** Seconds between two moments in milliseconds; null if the second never came. */
export const secondsBetween = (from: number, to: number | undefined): number | null =>
  to === undefined ? null : Math.round(to - from) / 1000;

/** @throws NotSupported if the engine cannot be reached. */
export function requireEngine({ probe }: Site): void {
  if (!probe.reachable) throw new NotSupported(`the engine cannot be reached: ${probe.reason}`);
}

/** @throws NotSupported if the number of instances cannot be chosen. */
export function requireFixedNumber({ workload }: Site): void {
  if (workload.autoscaling) throw new NotSupported("the autoscaler controls the number of instances");
}

/**
 * One of the ready instances.
 * @throws Error if there is none.
 */
export function oneOf(ready: Instance[]): Instance {
  const [first] = ready;
  if (!first) throw new Error("the engine reports no ready instance");
  return first;
}

/**
 * One of the ready instances that the engine can kill from here.
 * @throws Error if there is none.
 */
export async function victimOf({ engine }: Site, ready: Instance[]): Promise<Instance> {
  oneOf(ready);
  return oneOf((await engine.withinReach?.(ready)) ?? ready);
}

/** Enables fault injection in the sample service. */
export const FAULTS_ON = { PODIUM_FAULTS: "on" };
