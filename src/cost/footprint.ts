import type { DrillRun, Results } from "../drills/result";
import { summarize, type Summary } from "../drills/statistics";
import type { OrchestratorName } from "../orchestrators";

/** What an engine itself takes of the machine that it runs on, as the drill `footprint` measured it. */
export interface Footprint {
  /** What was measured, e.g. `Engine 1.9.3`. */
  engine: string;
  /** ISO 8601. */
  measuredAt: string;
  /** MiB. */
  memory?: Summary;
  /** Percent of one core, while it is idle. */
  cpu?: Summary;
}

/** The newest measurement of a real engine; undefined if there is none. @param all newest first. */
export function footprintOf(name: OrchestratorName, all: Results[]): Footprint | undefined {
  for (const { engines, runs, startedAt } of all) {
    const engine = engines[name];
    const own = runs.filter(
      ({ orchestrator, drill, verdict }) =>
        orchestrator === name && drill === "footprint" && verdict === "passed",
    );
    if (engine?.kind === "real" && own.length) {
      return {
        engine: `${engine.product} ${engine.version}`,
        measuredAt: startedAt,
        memory: summaryOf(own, "memory"),
        cpu: summaryOf(own, "cpu"),
      };
    }
  }
  return undefined;
}

const summaryOf = (runs: DrillRun[], metric: string): Summary | undefined =>
  summarize(runs.flatMap(({ metrics }) => metrics[metric] ?? []));
