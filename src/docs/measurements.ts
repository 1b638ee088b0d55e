import { DRILLS } from "../drills/metrics";
import type { Results } from "../drills/result";
import { largestOf } from "../drills/setups";
import type { OrchestratorName } from "../orchestrators";
import { sideOf } from "../report/beside";
import { choose } from "../report/choice";
import { columnsOf } from "../report/columns";
import { drillParts } from "../report/drills";
import { escaped, rawTable } from "../report/markup";
import type { DrillPart, DrillResult } from "../report/model";
import { nameOf } from "../report/recorded";
import { count, withRange } from "../visuals/words";

/**
 * What recordings have about one orchestrator. Only what was measured on the real engine is shown: an emulator's or a
 * stand-in's numbers say nothing about the orchestrator.
 * @param setups the recordings, a list for each setup, the newest first; none if there are none.
 */
export function measurements(name: OrchestratorName, setups: Results[][]): string {
  const sources = setups.map((setup) => setup.map((results) => ({ path: "", results, problems: [] })));
  const [main, ...others] = sources;
  if (!main) return "Nothing yet: there is no recording.";
  const choices = choose(main, sources.flat());
  const { kind, standing } = columnsOf(choices).find((each) => each.name === name)!;
  if (kind === "planned") return standing;
  if (kind !== "real") return `${standing} No numbers are shown here.`;
  const sides = others.map((each) => sideOf(each, true, choices, sources.flat()));
  const rows = [
    ...rowsOf(name, drillParts(choices)),
    ...sides.flatMap((side) => rowsOf(name, side.parts, `, ${side.name}`)),
  ];
  return `${conditions(name, setups[0]!, standing)}\n\n${rawTable(["drill", "runs", "measured"], rows)}`;
}

/** On what most was measured, and when. */
function conditions(name: OrchestratorName, setup: Results[], standing: string): string {
  const { results: session } = largestOf(setup.map((results) => ({ results })));
  const nodes = session.engines[name]?.nodes;
  return [
    standing.replace(/\.$/, nodes ? `, ${count(nodes.length, "node")};` : ";"),
    `${escaped(nameOf(session))}.`,
    `${session.settings.rate} requests per second; medians, and ranges in brackets.`,
  ].join(" ");
}

const rowsOf = (name: OrchestratorName, parts: DrillPart[], suffix = ""): string[][] =>
  parts.flatMap(({ drill, metrics, results }) => {
    const own = results.find(({ orchestrator }) => orchestrator === name);
    return own ? [[DRILLS[drill].title + escaped(suffix), verdictsOf(own), numbersOf(own, metrics)]] : [];
  });

/** E.g. "2 passed, 1 failed", and why. */
function verdictsOf({ verdicts, reasons, remark }: DrillResult): string {
  const counts = Object.entries(verdicts).map(([verdict, number]) => `${number} ${verdict}`);
  const notes = remark ? [...reasons, remark] : reasons;
  return [counts.join(", "), ...notes.map(escaped)].join("<br/>");
}

/** Without the number of requests, which is the rate's and the time's. */
const numbersOf = ({ values }: DrillResult, metrics: DrillPart["metrics"]) =>
  Object.entries(metrics)
    .flatMap(([key, { label, unit }]) => {
      const value = values[key];
      return value && key !== "requests" ? [escaped(`${label}: ${withRange(value, unit)}`)] : [];
    })
    .join("<br/>");
