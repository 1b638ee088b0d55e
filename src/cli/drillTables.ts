import colours from "picocolors";
import { type Comparison, differences } from "../drills/compare";
import { type DrillName, DRILLS, type Metric } from "../drills/metrics";
import type { DrillRun, Results } from "../drills/result";
import type { Standing, Summary } from "../drills/statistics";
import { COMPETING, type DrillSummary, type Repetitions, summarizeResults } from "../drills/summary";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { heading, table } from "./table";

const COLOURS: Record<DrillRun["verdict"], (text: string) => string> = {
  passed: colours.green,
  failed: colours.red,
  "not supported": colours.yellow,
  error: colours.magenta,
};
const STANDINGS: Record<Standing, string> = {
  best: colours.green(" best"),
  tie: colours.yellow(" tie"),
  behind: "",
};

/** One table for each drill: a row for each orchestrator, a column for each number. */
export function resultTables(results: Results): string {
  const summaries = summarizeResults(results);
  const { runs } = results.settings;
  const legend =
    runs === 1
      ? "One run each: nothing is compared, since a single run has no range. Repeat them with --runs."
      : `Medians of ${runs} runs (least to most). best: told apart from all others; tie: ranges that overlap.\n${COMPETING}`;
  return [...summaries.map((each) => drillTable(each, results)), colours.dim(`\n${legend}`)].join("\n");
}

function drillTable({ drill, metrics, repetitions }: DrillSummary, results: Results): string {
  const keys = Object.keys(metrics);
  const rows = repetitions.map((each) => [
    engineTitle(each.orchestrator, results),
    verdictsOf(each.verdicts),
    ...keys.map((key) => {
      const summary = each.summaries[key];
      return summary ? `${range(summary, metrics[key]!)}${STANDINGS[each.standings[key] ?? "behind"]}` : "–";
    }),
  ]);
  const head = ["", "", ...keys.map((key) => metrics[key]!.label)];
  const reasons = repetitions.flatMap((each) => each.reasons.map((reason) => reasonLine(each, reason)));
  return [`${titleOf(drill)}\n`, table(head, rows, [24, 16, ...keys.map(() => 17)]), ...reasons].join("\n");
}

const titleOf = (drill: DrillName) =>
  `${heading(DRILLS[drill].title).trimEnd()}: ${colours.dim(DRILLS[drill].question)}`;

/** In one line: an engine's own words may be many. */
const reasonLine = ({ orchestrator }: Repetitions, reason: string) =>
  `  ${orchestrator}: ${reason.replace(/\s+/g, " ")}`;

function verdictsOf(verdicts: Repetitions["verdicts"]): string {
  const entries = Object.entries(verdicts) as [DrillRun["verdict"], number][];
  return entries.map(([verdict, count]) => COLOURS[verdict](`${verdict} ×${count}`)).join("\n");
}

/** What only acts as the orchestrator is named as such wherever its numbers are. */
export function engineTitle(name: OrchestratorName, { engines }: Results): string {
  const { title } = ORCHESTRATORS[name];
  const engine = engines[name];
  if (!engine) return `${title} (engine unknown: it could not be asked)`;
  return engine.kind !== "real" ? `${title} (${engine.product}, ${engine.kind})` : title;
}

/** E.g. "12.1 s (11.9–12.5)". */
function range({ median, min, max, count }: Summary, { unit }: Metric): string {
  const middle = `${short(median)}${unit === "s" || unit === "ms" || unit === "%" || unit === "MiB" ? ` ${unit}` : ""}`;
  return count === 1 || min === max ? middle : `${middle} (${short(min)}–${short(max)})`;
}

const short = (value: number) => String(Math.round(value * 100) / 100);

/** Two files of results: in what they differ, then each number that both have. */
export function comparisonTable(a: Results, b: Results, comparisons: Comparison[]): string {
  const outcomes = {
    better: colours.green("better"),
    worse: colours.red("worse"),
    tie: colours.yellow("tie"),
  };
  const rows = comparisons.map(({ drill, orchestrator, metric, outcome, ...sides }) => [
    engineTitle(orchestrator, a),
    DRILLS[drill].title,
    metric.label,
    range(sides.a, metric),
    range(sides.b, metric),
    outcome ? outcomes[outcome] : "",
  ]);
  const found = differences(a, b);
  return [
    table(["", "drill", "", `A ${a.startedAt}`, `B ${b.startedAt}`, "B is"], rows, [
      24,
      16,
      28,
      20,
      20,
      null,
    ]),
    ...(found.length ? [colours.yellow("A and B also differ in:"), ...found.map((each) => `  ${each}`)] : []),
    colours.dim(COMPETING),
  ].join("\n");
}
