import type { OrchestratorName } from "../orchestrators";
import { DRILL_NAMES, type DrillName, DRILLS, type Metric } from "./metrics";
import type { DrillRun, Results } from "./result";
import { standings, type Standing, summarize, type Summary } from "./statistics";

/** The repetitions of one drill on one orchestrator. */
export interface Repetitions {
  orchestrator: OrchestratorName;
  /** E.g. `{ passed: 2, failed: 1 }`. */
  verdicts: Partial<Record<DrillRun["verdict"], number>>;
  /** Why they did not pass, each reason once. */
  reasons: string[];
  /** By the metric's key; missing where no run has measured it. */
  summaries: Record<string, Summary>;
  /** By the metric's key; missing where there is nothing to compare. */
  standings: Record<string, Standing>;
}

/** One drill, side by side. */
export interface DrillSummary {
  drill: DrillName;
  metrics: Record<string, Metric>;
  repetitions: Repetitions[];
}

/**
 * Medians, ranges and standings of a file's results. What only acts as an orchestrator does not compete: its numbers
 * say nothing of the orchestrator's.
 */
export function summarizeResults({ runs, engines }: Results): DrillSummary[] {
  const drills = DRILL_NAMES.filter((name) => runs.some(({ drill }) => drill === name));
  return drills.map((drill) => {
    const metrics: Record<string, Metric> = DRILLS[drill].metrics;
    const ofDrill = runs.filter((each) => each.drill === drill);
    const names = [...new Set(ofDrill.map(({ orchestrator }) => orchestrator))];
    const repetitions = names.map((name) =>
      repetitionsOf(
        name,
        ofDrill.filter((each) => each.orchestrator === name),
        metrics,
      ),
    );
    for (const [key, { better }] of Object.entries(metrics)) {
      const competing = repetitions.filter(
        ({ orchestrator, summaries }) => engines[orchestrator]?.kind === "real" && summaries[key],
      );
      const places = standings(new Map(competing.map((each) => [each, each.summaries[key]!])), better);
      for (const [each, place] of places) each.standings[key] = place;
    }
    return { drill, metrics, repetitions };
  });
}

function repetitionsOf(
  orchestrator: OrchestratorName,
  runs: DrillRun[],
  metrics: Record<string, Metric>,
): Repetitions {
  const verdicts: Repetitions["verdicts"] = {};
  for (const { verdict } of runs) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const summaries = Object.keys(metrics).flatMap((key) => {
    const summary = summarize(runs.map((run) => run.metrics[key] ?? null).filter((value) => value !== null));
    return summary ? [[key, summary] as const] : [];
  });
  return {
    orchestrator,
    verdicts,
    reasons: [...new Set(runs.flatMap(({ reason }) => reason ?? []))],
    summaries: Object.fromEntries(summaries),
    standings: {},
  };
}
