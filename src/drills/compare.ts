import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { type Difference, differencesOn, differenceWords } from "./configured";
import type { DrillName, Metric } from "./metrics";
import type { Results } from "./result";
import { overlap, type Summary } from "./statistics";
import { summarizeResults } from "./summary";

/** One number of one orchestrator in two result files. */
export interface Comparison {
  drill: DrillName;
  orchestrator: OrchestratorName;
  metric: Metric;
  a: Summary;
  b: Summary;
  /**
   * B compared with A; `tie` if the ranges overlap. Undefined if neither direction is better, if one of them does not
   * compete (see `Repetitions`), or if one was measured only once: a single measurement has no range.
   */
  outcome?: "better" | "worse" | "tie";
}

/** Compares every number that both files have. */
export function compare(a: Results, b: Results): Comparison[] {
  const others = summarizeResults(b);
  return summarizeResults(a).flatMap(({ drill, metrics, repetitions }) =>
    repetitions.flatMap(({ orchestrator, summaries, competing }) => {
      const other = others
        .find((each) => each.drill === drill)
        ?.repetitions.find((each) => each.orchestrator === orchestrator);
      return Object.entries(metrics).flatMap(([key, metric]) => {
        const [mine, theirs] = [summaries[key], other?.summaries[key]];
        if (!mine || !theirs) return [];
        const compete = competing.includes(key) && other!.competing.includes(key);
        const outcome = compete ? outcomeOf(metric, mine, theirs) : undefined;
        return { drill, orchestrator, metric, a: mine, b: theirs, outcome };
      });
    }),
  );
}

function outcomeOf({ better }: Metric, a: Summary, b: Summary): Comparison["outcome"] {
  if (better === "neither" || a.count < 2 || b.count < 2) return undefined;
  if (overlap(a, b)) return "tie";
  return b.median < a.median === (better === "lower") ? "better" : "worse";
}

/** How the two sessions differ besides their numbers, in words: any of this may explain different numbers. */
export const differences = (a: Results, b: Results): string[] =>
  sessionDifferences(a, b).map(differenceWords);

/** The same, not in words. */
export const sessionDifferences = (a: Results, b: Results): Difference[] => [
  ...unlike(a, b, ({ machine }) =>
    Object.entries(machine).map(([key, value]) => [`machine's ${key}`, String(value)]),
  ),
  ...settingDifferences(a, b),
  ...unlike(a, b, ({ image, to, podium, engines }) => [
    ["image", image],
    ...(to ? [["updated to", to] satisfies Facet] : []),
    ["podium", podium.version],
    ...Object.entries(engines).flatMap(([name, { product, version, kind, nodes }]): Facet[] => [
      [name, `${product} ${version}${kind === "real" ? "" : ` (${kind})`}`],
      // A number is missing in earlier files.
      ...(nodes ? [[`nodes of ${name}`, String(nodes.length)] satisfies Facet] : []),
    ]),
  ]),
];

/** How they differ in their settings, and in what was configured on the orchestrators that both have measured. */
function settingDifferences(a: Results, b: Results): Difference[] {
  const isIn = ({ runs }: Results, name: OrchestratorName) =>
    runs.some(({ orchestrator }) => orchestrator === name);
  return [
    ...unlike(a, b, ({ settings: { configured: _, ...others } }) =>
      Object.entries(others).map(([key, value]) => [key, String(value)]),
    ),
    ...differencesOn(
      ORCHESTRATOR_NAMES.filter((name) => isIn(a, name) && isIn(b, name)),
      a.settings.configured,
      b.settings.configured,
    ),
  ];
}

/** Settings that say how much was measured, rather than of what. */
const EXTENT = ["runs", "instances"];

/** The same, except for how much was measured. */
export const conditionDifferences = (a: Results, b: Results): Difference[] =>
  settingDifferences(a, b).filter(({ what }) => !EXTENT.includes(what));

type Facet = [what: string, value: string];

/** In which of the facets that both have they differ. */
function unlike(a: Results, b: Results, facetsOf: (results: Results) => Facet[]): Difference[] {
  const ofB = new Map(facetsOf(b));
  return facetsOf(a).flatMap(([what, value]) => {
    const other = ofB.get(what);
    return other === undefined || other === value ? [] : [{ what, a: value, b: other }];
  });
}
