import { DRILL_NAMES, type DrillName } from "../drills/metrics";
import type { DrillRun, Results } from "../drills/result";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import type { ResultsSource } from "./sources";

export type EngineFound = NonNullable<Results["engines"][OrchestratorName]>;

/** The runs of one drill on one orchestrator that the report shows: all from one session. */
export interface Choice {
  orchestrator: OrchestratorName;
  drill: DrillName;
  /** Index into the sources. */
  source: number;
  results: Results;
  runs: DrillRun[];
  engine?: EngineFound;
  remark?: string;
}

/**
 * Of each drill on each orchestrator the newest session that has a result of it: sessions often try a part only. One
 * engine for each orchestrator, that of its newest result: an emulator's numbers must not fill a real engine's gaps.
 * @param sources the newest first.
 */
export function choose(sources: ResultsSource[]): Choice[] {
  return ORCHESTRATOR_NAMES.flatMap((orchestrator) => {
    const all = sources.flatMap(({ results }, source) =>
      results ? candidates(orchestrator, results, source) : [],
    );
    const newest = all.find(isConclusive) ?? all[0];
    const ofEngine = all.filter((each) => identity(each.engine) === identity(newest?.engine));
    return DRILL_NAMES.flatMap((drill) => {
      const tries = ofEngine.filter((each) => each.drill === drill);
      const choice = tries.find(isConclusive) ?? tries[0];
      if (!choice) return [];
      const isNewest = choice === tries[0];
      return isNewest
        ? [choice]
        : [{ ...choice, remark: `The try of ${tries[0]!.runs[0]!.startedAt} has no result.` }];
    });
  });
}

function candidates(orchestrator: OrchestratorName, results: Results, source: number): Choice[] {
  return DRILL_NAMES.flatMap((drill) => {
    const runs = results.runs.filter((each) => each.orchestrator === orchestrator && each.drill === drill);
    return runs.length
      ? [{ orchestrator, drill, source, results, runs, engine: results.engines[orchestrator] }]
      : [];
  });
}

const isConclusive = ({ runs }: Choice) => runs.some(({ verdict }) => verdict !== "error");

const identity = (engine?: EngineFound) => engine && `${engine.kind} ${engine.product}`;

/** What numbers depend on beside the orchestrators; where it differs they are not compared. */
export const conditionsOf = ({
  machine,
  image,
  podium,
  settings: { runs: _runs, ...settings },
}: Results): string => JSON.stringify([machine, image, podium, settings]);
