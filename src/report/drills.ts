import { conditionDifferences, differences } from "../drills/compare";
import { configuredDifferences, differenceWords, secondWords } from "../drills/configured";
import { DRILLS, type DrillName, type Metric } from "../drills/metrics";
import { type Repetitions, summarizeResults } from "../drills/summary";
import type { Results } from "../drills/result";
import type { OrchestratorName } from "../orchestrators";
import { type Choice, conditionsOf, configuredFor, configuredIn } from "./choice";
import type { DrillPart, DrillResult, Value } from "./model";
import { titleOf } from "./titles";
import { enumerate } from "../visuals/words";

/** Every drill that has runs, with all its numbers. */
export function drillParts(choices: Choice[]): DrillPart[] {
  const [first] = choices;
  if (!first) return [];
  const engines = Object.fromEntries(choices.map(({ orchestrator, engine }) => [orchestrator, engine]));
  const settings = { ...first.results.settings, configured: configuredIn(choices) };
  const runs = choices.flatMap((choice) => choice.runs);
  const usual = mostFrequent(choices.map(({ results }) => results));
  return summarizeResults({ ...first.results, settings, engines, runs }).map(
    ({ drill, metrics, repetitions }) => {
      const { title, question, requirement } = DRILLS[drill];
      const ofDrill = choices.filter((choice) => choice.drill === drill);
      const real = ofDrill.filter(({ engine }) => engine?.kind === "real");
      const isComparable = new Set(real.map(conditionsOf)).size <= 1;
      return {
        drill,
        title,
        question,
        requirement,
        metrics,
        comparison: comparison(ofDrill, real, isComparable),
        isComparable,
        results: ofDrill.map((choice) =>
          resultOf(
            choice,
            repetitions.find(({ orchestrator }) => orchestrator === choice.orchestrator)!,
            isComparable,
            usual,
          ),
        ),
      };
    },
  );
}

function resultOf(
  choice: Choice,
  { verdicts, reasons, leftOut, summaries, competing, standings }: Repetitions,
  isComparable: boolean,
  usual: Results,
): DrillResult {
  const { orchestrator, source, results, runs } = choice;
  const settings = conditionDifferences(usual, results).map(secondWords).join(", ");
  const remark = [choice.remark, settings && `Measured with ${settings}.`].filter(Boolean).join(" ");
  const values = Object.entries(summaries).map(([key, summary]): [string, Value] => [
    key,
    isComparable && standings[key] ? { ...summary, standing: standings[key] } : summary,
  ]);
  return {
    orchestrator,
    source,
    startedAt: runs[0]!.startedAt,
    verdicts,
    reasons,
    leftOut,
    facts: factsOf(choice),
    values: Object.fromEntries(values),
    competing,
    ...(remark && { remark }),
  };
}

/** The session that most results are of. */
function mostFrequent(all: Results[]): Results {
  const times = (each: Results) => all.filter((other) => other === each).length;
  return all.reduce((one, other) => (times(other) > times(one) ? other : one));
}

function factsOf({ runs }: Choice): Record<string, string[]> {
  const keys = [...new Set(runs.flatMap(({ facts }) => Object.keys(facts)))];
  return Object.fromEntries(
    keys.map((key) => [key, [...new Set(runs.flatMap(({ facts }) => facts[key] ?? []))]]),
  );
}

const titles = (choices: Choice[]) => enumerate(choices.map(({ orchestrator }) => titleOf(orchestrator)));

function comparison(all: Choice[], real: Choice[], isComparable: boolean): string {
  const others = all.filter((each) => !real.includes(each));
  const excluded = others.length
    ? ` ${titles(others)} ${others.length === 1 ? "is" : "are"} excluded: only real engines are compared.`
    : "";
  if (real.length < 2)
    return `Nothing to compare: ${real.length ? "only one real engine" : "no real engine"} was measured.${excluded}`;
  if (isComparable) return `Compared: ${titles(real)}, real engines under the same conditions.${excluded}`;
  const [newest, ...older] = real;
  const found = older.flatMap((choice) => [
    ...differences(newest!.results, choice.results),
    ...configuredDifferences(configuredFor(newest!), configuredFor(choice)).map(differenceWords),
  ]);
  const relevant = [...new Set(found)].filter((each) => !each.startsWith("runs: "));
  return `Not compared, because the conditions differed (${relevant.join("; ")}).${excluded}`;
}

/** A drill's metric; undefined if the drill does not have it. */
export const metricOf = (drill: DrillName, key: string): Metric | undefined =>
  (DRILLS[drill].metrics as Record<string, Metric>)[key];

/** A drill's result on one orchestrator, if any. */
export const resultIn = (
  parts: DrillPart[],
  drill: DrillName,
  name: OrchestratorName,
): DrillResult | undefined =>
  parts.find((part) => part.drill === drill)?.results.find(({ orchestrator }) => orchestrator === name);

/** Whether there is something to say about a result besides its numbers. */
export const hasFindings = ({ reasons, leftOut, facts, remark }: DrillResult): boolean =>
  reasons.length + leftOut.length + Object.keys(facts).length > 0 || remark !== undefined;
