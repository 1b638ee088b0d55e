import { DRILLS, type Metric } from "../drills/metrics";
import type { Results } from "../drills/result";
import { type Repetitions, summarizeResults } from "../drills/summary";
import type { OrchestratorName } from "../orchestrators";
import { choose } from "../report/choice";
import { columnsOf } from "../report/columns";
import { escaped, rawTable } from "../report/markup";
import { nameOf } from "../report/recorded";
import { count, withRange } from "../visuals/words";

/**
 * What a recording has about one orchestrator. Only what was measured on the real engine is shown: an emulator's or a
 * stand-in's numbers say nothing about the orchestrator.
 * @param results the recording; undefined if there is none.
 */
export function measurements(name: OrchestratorName, results?: Results): string {
  if (!results) return "Nothing yet: there is no recording.";
  const { kind, standing } = columnsOf(choose([{ path: "", results, problems: [] }])).find((each) => each.name === name)!;
  if (kind === "planned") return standing;
  if (kind !== "real") return `${standing} No numbers are shown here.`;
  const { rate } = results.settings;
  const { nodes } = results.engines[name]!;
  const where = [
    standing.replace(/\.$/, nodes ? `, ${count(nodes.length, "node")};` : ";"),
    `${escaped(nameOf(results))}.`,
    `${rate} requests per second; medians, and ranges in brackets.`,
  ];
  const rows = summarizeResults(results).flatMap(({ drill, metrics, repetitions }) => {
    const own = repetitions.find(({ orchestrator }) => orchestrator === name);
    return own ? [[DRILLS[drill].title, verdictsOf(own), numbersOf(own, metrics)]] : [];
  });
  return `${where.join(" ")}\n\n${rawTable(["drill", "runs", "measured"], rows)}`;
}

/** E.g. "2 passed, 1 failed", and why. */
function verdictsOf({ verdicts, reasons }: Repetitions): string {
  const counts = Object.entries(verdicts).map(([verdict, number]) => `${number} ${verdict}`);
  return [counts.join(", "), ...reasons.map(escaped)].join("<br/>");
}

/** Without the number of requests, which is the rate's and the time's. */
const numbersOf = ({ summaries }: Repetitions, metrics: Record<string, Metric>) =>
  Object.entries(metrics)
    .flatMap(([key, { label, unit }]) => {
      const summary = summaries[key];
      return summary && key !== "requests" ? [escaped(`${label}: ${withRange(summary, unit)}`)] : [];
    })
    .join("<br/>");
