import type { Progress } from "../common/progress";
import type { OrchestratorName } from "../orchestrators";
import { reasonOf } from "../common/reason";
import { PROCEDURES } from "./index";
import type { DrillName } from "./metrics";
import { type Conditions, type Finding, noMetrics, NotSupported, type Procedure } from "./procedure";
import type { DrillRun } from "./result";
import { now } from "./sender";
import type { Site } from "./site";

/** Which drills to run, where and how often. */
export interface DrillPlan {
  sites: Site[];
  drills: DrillName[];
  /** Repetitions of each drill. */
  runs: number;
  conditions: Conditions;
}

/** One scheduled run. */
export interface Step {
  orchestrator: OrchestratorName;
  drill: DrillName;
  /** 1 for the first repetition. */
  run: number;
}

/** Runs an action with live progress. */
export type Perform = (title: string, action: (report: Progress) => Promise<void>) => Promise<void>;

/**
 * All runs in order: one orchestrator at a time, and each drill on all of them before the next drill, so that what is
 * compared is measured at about the same time. Each repetition starts with a different orchestrator.
 */
export function schedule(orchestrators: OrchestratorName[], drills: DrillName[], runs: number): Step[] {
  return Array.from({ length: runs }, (_, index) => index).flatMap((turn) => {
    const first = turn % (orchestrators.length || 1);
    const order = [...orchestrators.slice(first), ...orchestrators.slice(0, first)];
    return drills.flatMap((drill) => order.map((orchestrator) => ({ orchestrator, drill, run: turn + 1 })));
  });
}

/**
 * Runs the drills and restores the deployment after each. A drill that fails does not stop the others, except on an
 * orchestrator that cannot be restored. When `conditions.stop` is aborted, restores the deployment and ends early.
 * @param onRun receives each run as soon as it has finished.
 */
export async function runDrills(
  { sites, drills, runs, conditions }: DrillPlan,
  perform: Perform,
  onRun: (run: DrillRun) => void,
  procedures: Record<DrillName, Procedure> = PROCEDURES,
): Promise<void> {
  const damaged = new Set<OrchestratorName>();
  const byName = new Map(sites.map((site) => [site.name, site]));
  for (const step of schedule([...byName.keys()], drills, runs)) {
    if (conditions.stop.aborted) return;
    const site = byName.get(step.orchestrator)!;
    const title = `${site.orchestrator.title}, ${step.drill}, ${step.run} of ${runs}`;
    await perform(title, async (report) => {
      const startedAt = new Date().toISOString();
      // A deployment that could not be restored earlier may have recovered since.
      let damage = damaged.has(site.name) ? await failureOf(site.restore(report)) : undefined;
      const begin = now();
      const found = damage
        ? failing(step.drill, `the deployment could not be restored before the drill: ${damage}`)
        : await attempt(procedures[step.drill], step.drill, site, conditions, report);
      const seconds = Math.round(now() - begin) / 1000;
      damage ??= await failureOf(site.restore(report));
      if (damage) damaged.add(site.name);
      else damaged.delete(site.name);
      // An interrupted drill has no result.
      if (conditions.stop.aborted) return;
      onRun({ ...step, startedAt, seconds, ...found });
      if (found.verdict === "failed" || found.verdict === "error")
        throw new Error(`${found.verdict}: ${found.reason}`);
      if (damage) throw new Error(`the deployment could not be restored: ${damage}`);
      if (found.verdict === "not supported") report(`not supported: ${found.reason}`);
    });
  }
}

async function attempt(
  procedure: Procedure,
  drill: DrillName,
  site: Site,
  conditions: Conditions,
  report: Progress,
): Promise<Finding> {
  try {
    return await procedure(site, conditions, report);
  } catch (error) {
    if (!(error instanceof NotSupported)) return failing(drill, reasonOf(error));
    return { verdict: "not supported", reason: error.message, metrics: noMetrics(drill), facts: {} };
  }
}

const failureOf = (action: Promise<void>): Promise<string | undefined> =>
  action.then(() => undefined, reasonOf);

const failing = (drill: DrillName, reason: string): Finding => ({
  verdict: "error",
  reason,
  metrics: noMetrics(drill),
  facts: {},
});
