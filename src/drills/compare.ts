import type { OrchestratorName } from "../orchestrators";
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

/** How the two sessions differ besides their numbers: any of this may explain different numbers. */
export function differences(a: Results, b: Results): string[] {
  const facets = (results: Results): [string, string][] => [
    ...Object.entries(results.machine).map(([key, value]): [string, string] => [
      `machine's ${key}`,
      String(value),
    ]),
    ...Object.entries(results.settings).map(([key, value]): [string, string] => [key, String(value)]),
    ["image", results.image],
    ...(results.to ? [["updated to", results.to] satisfies [string, string]] : []),
    ["podium", results.podium.version],
    ...Object.entries(results.engines).flatMap(
      ([name, { product, version, kind, nodes }]): [string, string][] => [
        [name, `${product} ${version}${kind === "real" ? "" : ` (${kind})`}`],
        // A number is missing in earlier files.
        ...(nodes ? [[`nodes of ${name}`, String(nodes.length)] satisfies [string, string]] : []),
      ],
    ),
  ];
  const ofB = new Map(facets(b));
  return facets(a).flatMap(([key, value]) =>
    ofB.has(key) && ofB.get(key) !== value ? [`${key}: ${value} / ${ofB.get(key)}`] : [],
  );
}
