import type { OrchestratorName } from "../orchestrators";
import { conditionsIn } from "./configured";
import { DRILL_NAMES, type DrillName, DRILLS, type Metric } from "./metrics";
import type { DrillRun, Results } from "./result";
import { standings, type Standing, summarize, type Summary } from "./statistics";

/** The repetitions of one drill on one orchestrator. */
export interface Repetitions {
  orchestrator: OrchestratorName;
  /** E.g. `{ passed: 2, failed: 1 }`. */
  verdicts: Partial<Record<DrillRun["verdict"], number>>;
  /** Why runs did not pass, each reason once. */
  reasons: string[];
  /** Which metrics the runs could not measure, and why, each once. */
  leftOut: string[];
  /** By metric key; only metrics that at least one run has measured. */
  summaries: Record<string, Summary>;
  /** Keys of the metrics that it competes in; see `competes`. */
  competing: string[];
  /** By metric key; only metrics that are compared. */
  standings: Record<string, Standing>;
}

/** One drill, side by side. */
export interface DrillSummary {
  drill: DrillName;
  metrics: Record<string, Metric>;
  repetitions: Repetitions[];
}

/** What is compared, in one sentence to show with standings. */
export const COMPETING =
  "A number is compared only if the engine is real and every run has measured it and completed what the drill tests, and a " +
  "time only if every run has passed; runs that ended in an error do not count. Workloads that are configured differently are not compared.";

/** Medians, ranges and standings of a file's results. */
export function summarizeResults({ runs, engines, settings }: Results): DrillSummary[] {
  const drills = DRILL_NAMES.filter((name) => runs.some(({ drill }) => drill === name));
  return drills.map((drill) => {
    const metrics: Record<string, Metric> = DRILLS[drill].metrics;
    const ofDrill = runs.filter((each) => each.drill === drill);
    const names = [...new Set(ofDrill.map(({ orchestrator }) => orchestrator))];
    const repetitions = names.map((name) =>
      repetitionsOf(
        name,
        ofDrill.filter((each) => each.orchestrator === name),
        drill,
        engines[name],
      ),
    );
    for (const [key, { better }] of Object.entries(metrics)) {
      const competitors = repetitions.filter(({ competing }) => competing.includes(key));
      const conditions = competitors.map((each) =>
        conditionsIn(settings.configured?.[each.orchestrator], drill),
      );
      if (new Set(conditions).size > 1) continue;
      const places = standings(new Map(competitors.map((each) => [each, each.summaries[key]!])), better);
      for (const [each, place] of places) each.standings[key] = place;
    }
    const isShown = ([key, metric]: [string, Metric]) =>
      !metric.isConditional || repetitions.some(({ summaries }) => summaries[key]);
    return { drill, metrics: Object.fromEntries(Object.entries(metrics).filter(isShown)), repetitions };
  });
}

function repetitionsOf(
  orchestrator: OrchestratorName,
  runs: DrillRun[],
  drill: DrillName,
  engine: Results["engines"][OrchestratorName],
): Repetitions {
  const keys = Object.keys(DRILLS[drill].metrics);
  const verdicts: Repetitions["verdicts"] = {};
  for (const { verdict } of runs) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  const summaries = keys.flatMap((key) => {
    const summary = summarize(runs.map((run) => run.metrics[key] ?? null).filter((value) => value !== null));
    return summary ? [[key, summary] as const] : [];
  });
  return {
    orchestrator,
    verdicts,
    reasons: [...new Set(runs.flatMap(({ reason }) => reason ?? []))],
    leftOut: [...new Set(runs.flatMap(({ leftOut }) => leftOut ?? []))],
    summaries: Object.fromEntries(summaries),
    competing: engine?.kind === "real" ? keys.filter((key) => competes(runs, drill, key)) : [],
    standings: {},
  };
}

/**
 * Whether a number can be compared with others: every run has measured it and completed what the drill tests. Otherwise
 * whatever fails immediately would be the fastest, and only the good runs would count. A time also needs runs that have
 * passed: a fast update that loses requests is no good one, while what it lost is worth comparing. A run that ended in an
 * error counts neither way.
 */
function competes(runs: DrillRun[], drill: DrillName, key: string): boolean {
  const has = ({ metrics }: DrillRun, each: string) => typeof metrics[each] === "number";
  const conclusive = runs.filter(({ verdict }) => verdict !== "error");
  const { proof, metrics }: { proof: string; metrics: Record<string, Metric> } = DRILLS[drill];
  const isTime = ["s", "ms"].includes(metrics[key]!.unit);
  return (
    conclusive.length > 0 &&
    conclusive.every((run) => has(run, proof) && has(run, key) && !(isTime && run.verdict === "failed"))
  );
}
