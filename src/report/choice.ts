import { parseImage } from "../image/name";
import { type Configured, configuredWords, conditionsIn } from "../drills/configured";
import { DRILL_NAMES, type DrillName } from "../drills/metrics";
import type { DrillRun, Results } from "../drills/result";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { isSample } from "./image";
import type { ReadSource, ResultsSource } from "./sources";

export type EngineFound = NonNullable<Results["engines"][OrchestratorName]>;

/** The runs of one drill on one orchestrator that the report shows, all from the same session. */
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
 * Chooses, for each drill on each orchestrator, the newest session that has a result: sessions often run only some drills.
 * Each orchestrator is shown on one engine and with one image, those of its newest result: an emulator's numbers must not
 * fill a real engine's gaps, nor the sample's those of another image.
 * @param sources newest first.
 * @param all what `Choice.source` is an index into.
 */
export function choose(sources: ReadSource[], all: ResultsSource[] = sources): Choice[] {
  return ORCHESTRATOR_NAMES.flatMap((orchestrator) => {
    const found = sources.flatMap((each) => candidates(orchestrator, each.results, all.indexOf(each)));
    const newest = found.find(isConclusive) ?? found[0];
    const ofEngine = found.filter((each) => identity(each) === (newest && identity(newest)));
    return DRILL_NAMES.flatMap((drill) => {
      const attempts = ofEngine.filter((each) => each.drill === drill);
      const choice = attempts.find(isConclusive) ?? attempts[0];
      if (!choice) return [];
      const isNewest = choice === attempts[0];
      return isNewest
        ? [choice]
        : [{ ...choice, remark: `The newer attempt of ${attempts[0]!.runs[0]!.startedAt} has no result.` }];
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

/** What was configured for it; undefined in earlier files. */
export const configuredFor = ({ orchestrator, results }: Choice): Configured | undefined =>
  results.settings.configured?.[orchestrator];

/** The same of all of them. One setup has the same on each orchestrator, see `setupsOf`. */
export const configuredIn = (choices: Choice[]): Partial<Record<OrchestratorName, Configured>> =>
  Object.fromEntries(choices.map((choice) => [choice.orchestrator, configuredFor(choice) ?? {}]));

/** The same in a sentence; none if everything was as by default. */
export function configuredSentences(choices: Choice[]): string[] {
  const words = configuredWords(configuredIn(choices));
  return words ? [`Configured otherwise than by default: ${words}.`] : [];
}

const isConclusive = ({ runs }: Choice) => runs.some(({ verdict }) => verdict !== "error");

const identity = ({ engine, results }: Choice) =>
  `${engine?.kind} ${engine?.product} ${isSample(results) ? "sample" : parseImage(results.image).repository}`;

/** What a drill's numbers depend on besides the orchestrators. If it differs, they are not compared. */
export function conditionsOf({ orchestrator, drill, results }: Choice): string {
  const { machine, image, to, podium, settings } = results;
  const { runs: _runs, instances, configured, ...others } = settings;
  const own = conditionsIn(configured?.[orchestrator], drill);
  return JSON.stringify([machine, image, to, podium, others, own, drill === "grow" && instances]);
}
