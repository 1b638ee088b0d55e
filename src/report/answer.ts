import { type DrillName, REQUIREMENTS, type Requirement } from "../drills/metrics";
import { metricOf, resultIn } from "./drills";
import type { AnswerCell, Column, DrillPart, DrillResult, RequirementRows } from "./model";

/** The numbers that answer for a requirement, each with what it is called beside those of the other drills. */
const ANSWERS: Record<Requirement, [drill: DrillName, metric: string, label: string][]> = {
  faultTolerance: [
    ["kill", "recoveredSeconds", "One killed: full strength after"],
    ["kill", "lost", "One killed: requests lost"],
    ["hang", "recoveredSeconds", "One hanging: full strength after"],
    ["hang", "lost", "One hanging: requests lost"],
  ],
  scalability: [
    ["scale", "upSeconds", "Three more ready after"],
    ["scale", "downSeconds", "Three gone again after"],
    ["scale", "lost", "Scaling: requests lost"],
  ],
  resourceUsage: [
    ["limits", "memory", "Memory limit in force"],
    ["limits", "cpu", "CPU limit in force, cores"],
    ["footprint", "memory", "Memory of the engine itself"],
  ],
  discovery: [
    ["discovery", "found", "Peers found by name"],
    ["discovery", "newSeconds", "New instance found after"],
    ["discovery", "goneSeconds", "Dead one forgotten after"],
  ],
  accessibility: [
    ["spread", "reached", "Instances reached by the endpoint"],
    ["spread", "smallestShare", "Smallest share, of a fair one"],
  ],
  updates: [
    ["update", "seconds", "v1 to v2: all new after"],
    ["update", "lost", "v1 to v2: requests lost"],
    ["badRelease", "rolledBackSeconds", "Bad release: rolled back after"],
    ["badRelease", "lost", "Bad release: requests lost"],
  ],
};

/** The six requirements, and for each column what was measured or why nothing was. */
export function requirementRows(columns: Column[], parts: DrillPart[]): RequirementRows[] {
  return (Object.keys(ANSWERS) as Requirement[]).map((key) => ({
    key,
    title: REQUIREMENTS[key],
    rows: ANSWERS[key].map(([drill, metric, label]) => ({
      drill,
      key: metric,
      label,
      metric: metricOf(drill, metric)!,
      cells: columns.map((column) => cellOf(column, resultIn(parts, drill, column.name), metric)),
    })),
  }));
}

function cellOf(
  { name: orchestrator, kind }: Column,
  result: DrillResult | undefined,
  key: string,
): AnswerCell {
  if (!result) return { orchestrator, why: kind === "planned" ? "only planned" : "not tried" };
  const value = result.values[key];
  if (!value) return { orchestrator, why: whyNothing(result, key) };
  const { passed = 0, failed = 0 } = result.verdicts;
  return failed
    ? { orchestrator, value, remark: `failed ${failed} of ${passed + failed}` }
    : { orchestrator, value };
}

function whyNothing({ verdicts, reasons, facts }: DrillResult, key: string): string {
  // Nobody going back is the finding, whatever else has failed.
  const nobody = key === "rolledBackSeconds" ? facts["rolledBackBy"]?.[0] : undefined;
  if (nobody) return nobody;
  const because = reasons.length ? `: ${reasons.join("; ")}` : "";
  if (verdicts["not supported"]) return `not supported${because}`;
  if (verdicts.failed) return `failed${because}`;
  return verdicts.error && !verdicts.passed ? `no result${because}` : "nothing to measure";
}
