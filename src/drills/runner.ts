import type { Report } from "../automation/stacks";
import type { OrchestratorName } from "../orchestrators";
import { reasonOf } from "../common/reach";
import { PROCEDURES } from "./index";
import type { DrillName } from "./metrics";
import { type Conditions, type Finding, noMetrics, NotSupported, type Procedure } from "./procedure";
import type { DrillRun } from "./result";
import { now } from "./sender";
import type { Site } from "./site";

export interface Session {
  sites: Site[];
  drills: DrillName[];
  /** Repetitions of each drill. */
  runs: number;
  conditions: Conditions;
}

/** One run to be done. */
export interface Step {
  orchestrator: OrchestratorName;
  drill: DrillName;
  /** 1 for the first repetition. */
  run: number;
}

/** Does something with live progress. */
export type Perform = (title: string, action: (report: Report) => Promise<void>) => Promise<void>;

/**
 * All runs in their order: one orchestrator at a time, each drill on all of them before the next drill, so that what
 * is compared was measured at about the same time. With each repetition another orchestrator goes first.
 */
export function schedule(orchestrators: OrchestratorName[], drills: DrillName[], runs: number): Step[] {
  return Array.from({ length: runs }, (_, index) => index).flatMap((turn) => {
    const first = turn % (orchestrators.length || 1);
    const order = [...orchestrators.slice(first), ...orchestrators.slice(0, first)];
    return drills.flatMap((drill) => order.map((orchestrator) => ({ orchestrator, drill, run: turn + 1 })));
  });
}

/**
 * Runs the drills and restores the deployment after each. What goes wrong with one is its result and stops no other,
 * except on an orchestrator that cannot be restored. Ends early, restored too, when `conditions.stop` is aborted.
 * @param onRun told of each run as soon as it is over.
 */
export async function runDrills(
  { sites, drills, runs, conditions }: Session,
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
      // What could not be restored before may have come to rest since.
      let damage = damaged.has(site.name) ? await failureOf(site.restore(report)) : undefined;
      const begin = now();
      const found = damage
        ? failing(step.drill, `it was not as it should be before: ${damage}`)
        : await attempt(procedures[step.drill], step.drill, site, conditions, report);
      const seconds = Math.round(now() - begin) / 1000;
      damage ??= await failureOf(site.restore(report));
      if (damage) damaged.add(site.name);
      else damaged.delete(site.name);
      // What was interrupted has found out nothing.
      if (conditions.stop.aborted) return;
      onRun({ ...step, startedAt, seconds, ...found });
      if (found.verdict === "failed" || found.verdict === "error")
        throw new Error(`${found.verdict}: ${found.reason}`);
      if (damage) throw new Error(`it could not be put back as it was: ${damage}`);
      if (found.verdict === "not supported") report(`not supported: ${found.reason}`);
    });
  }
}

async function attempt(
  procedure: Procedure,
  drill: DrillName,
  site: Site,
  conditions: Conditions,
  report: Report,
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
