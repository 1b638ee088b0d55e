import colours from "picocolors";
import { type Comparison, differences } from "../drills/compare";
import { type DrillName, DRILLS } from "../drills/metrics";
import type { DrillRun, Results } from "../drills/result";
import type { Standing } from "../drills/statistics";
import { COMPETING, type DrillSummary, type Repetitions, summarizeResults } from "../drills/summary";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { withRange } from "../visuals/words";
import { Notes, noteSign } from "../visuals/notes";
import { heading, notesBelow, table } from "./table";

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

/** One table per drill: a row per orchestrator, a column per number. */
export function resultTables(results: Results): string {
  const summaries = summarizeResults(results);
  const { runs } = results.settings;
  const legend =
    runs === 1
      ? "One run each, so nothing is compared: a single run has no range. Use --runs for more."
      : `Medians of ${runs} runs (minimum–maximum). best: overlaps with no other range; tie: ranges overlap.\n${COMPETING}`;
  return [...summaries.map((each) => drillTable(each, results)), colours.dim(`\n${legend}`)].join("\n");
}

function drillTable({ drill, metrics, repetitions }: DrillSummary, results: Results): string {
  const keys = Object.keys(metrics);
  const notes = new Notes();
  const rows = repetitions.map((each) => [
    engineTitle(each.orchestrator, results),
    [verdictsOf(each.verdicts), ...notesOn(each).map((note) => noteSign(notes.add(note)))].join(" "),
    ...keys.map((key) => {
      const summary = each.summaries[key];
      return summary
        ? `${withRange(summary, metrics[key]!.unit)}${STANDINGS[each.standings[key] ?? "behind"]}`
        : "–";
    }),
  ]);
  const head = ["", "", ...keys.map((key) => metrics[key]!.label)];
  return [
    `${titleOf(drill)}\n`,
    table(head, rows, [24, 16, ...keys.map(() => 17)]),
    ...notesBelow(notes),
  ].join("\n");
}

const titleOf = (drill: DrillName) =>
  `${heading(DRILLS[drill].title).trimEnd()}: ${colours.dim(DRILLS[drill].question)}`;

/** Why runs did not pass, and what could not be measured. */
const notesOn = ({ orchestrator, reasons, leftOut }: Repetitions): string[] =>
  [...reasons, ...leftOut.map((what) => `not measured: ${what}`)].map((text) => `${orchestrator}: ${text}`);

function verdictsOf(verdicts: Repetitions["verdicts"]): string {
  const entries = Object.entries(verdicts) as [DrillRun["verdict"], number][];
  return entries.map(([verdict, count]) => COLOURS[verdict](`${verdict} ×${count}`)).join("\n");
}

/** The orchestrator's title; what only acts as the orchestrator is named as such wherever its numbers are shown. */
export function engineTitle(name: OrchestratorName, { engines }: Results): string {
  const { title } = ORCHESTRATORS[name];
  const engine = engines[name];
  if (!engine) return `${title} (unknown engine: it could not be reached)`;
  return engine.kind !== "real" ? `${title} (${engine.product}, ${engine.kind})` : title;
}

/** A comparison of two result files: each number that both have, then how else they differ. */
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
    withRange(sides.a, metric.unit),
    withRange(sides.b, metric.unit),
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
