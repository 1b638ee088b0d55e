import { type DrillName, DRILLS, ON_REQUEST, REQUIREMENTS, type Requirement } from "../drills/metrics";
import type { Notes } from "../visuals/notes";
import { metricOf, resultIn } from "./drills";
import type { AnswerCell, AnswerRow, ReportColumn, DrillPart, DrillResult, RequirementRows } from "./model";
import { titleOf } from "./titles";

/** The numbers that are shown for a requirement, each with its label. */
const ANSWERS: Record<Requirement, [drill: DrillName, metric: string, label: string][]> = {
  faultTolerance: [
    ["kill", "recoveredSeconds", "Killed instance: full strength after"],
    ["kill", "lost", "Killed instance: requests lost"],
    ["kill", "lostWithRetry", "Killed instance: lost with a retry at the next endpoint"],
    ["hang", "recoveredSeconds", "Hanging instance: full strength after"],
    ["hang", "lost", "Hanging instance: requests lost"],
    ["hang", "lostWithRetry", "Hanging instance: lost with a retry at the next endpoint"],
    ["drain", "seconds", "Drained node: all instances on others after"],
    ["drain", "lost", "Drained node: requests lost"],
    ["drain", "lostWithRetry", "Drained node: lost with a retry at the next endpoint"],
    ["nodeLoss", "recoveredSeconds", "Lost node: full strength after"],
    ["nodeLoss", "lost", "Lost node: requests lost"],
    ["nodeLoss", "lostWithRetry", "Lost node: lost with a retry at the next endpoint"],
  ],
  scalability: [
    ["scale", "upSeconds", "Three more instances ready after"],
    ["scale", "downSeconds", "Three instances removed after"],
    ["scale", "lost", "Scaling: requests lost"],
    ["scale", "lostWithRetry", "Scaling: lost with a retry at the next endpoint"],
    ["grow", "largest", "Growing: instances reached"],
    ["grow", "perInstance", "Growing: each further instance ready after"],
    ["autoscale", "addedSeconds", "More load: one more instance responds after"],
    ["autoscale", "removedSeconds", "Less load: it is gone after"],
  ],
  resourceUsage: [
    ["limits", "memory", "Memory limit in force"],
    ["limits", "cpu", "CPU limit in force, cores"],
    ["footprint", "memory", "Memory used by the engine itself"],
  ],
  discovery: [
    ["discovery", "found", "Peers found by name"],
    ["discovery", "newSeconds", "New instance found after"],
    ["discovery", "goneSeconds", "Dead instance forgotten after"],
  ],
  accessibility: [
    ["spread", "reached", "Instances reached from outside"],
    ["spread", "smallestShare", "Smallest share (even: 100%)"],
  ],
  updates: [
    ["update", "seconds", "Update: complete after"],
    ["update", "lost", "Update: requests lost"],
    ["update", "lostWithRetry", "Update: lost with a retry at the next endpoint"],
    ["badRelease", "rolledBackSeconds", "Bad release: rolled back after"],
    ["badRelease", "lost", "Bad release: requests lost"],
    ["badRelease", "lostWithRetry", "Bad release: lost with a retry at the next endpoint"],
  ],
};

/**
 * The six requirements, and for each column what was measured or why nothing was.
 * @param shown the drills of all that is shown in the same rows.
 * @param notes gets what cells refer to.
 * @param from what the notes begin with.
 */
export function glanceAt(
  { columns, parts }: { columns: ReportColumn[]; parts: DrillPart[] },
  shown: DrillPart[],
  notes: Notes,
  from = "",
): RequirementRows[] {
  return (Object.keys(ANSWERS) as Requirement[]).map((key) => ({
    key,
    title: REQUIREMENTS[key],
    rows: ANSWERS[key]
      .filter(([drill, metric]) => isExpected(drill, metric, shown))
      .map(([drill, metric, label]) => ({
        drill,
        key: metric,
        label,
        metric: metricOf(drill, metric)!,
        cells: columns.map((column) =>
          cellOf(column, resultIn(parts, drill, column.name), metric, (reason) =>
            notes.add(`${from}${titleOf(column.name)}, ${DRILLS[drill].title}: ${reason}`),
          ),
        ),
      })),
  }));
}

/** Nobody misses a drill that runs only when it is named, or a number that can be measured under certain conditions only. */
function isExpected(drill: DrillName, metric: string, shown: DrillPart[]): boolean {
  const parts = shown.filter((part) => part.drill === drill);
  if (metricOf(drill, metric)!.isConditional)
    return parts.some(({ results }) => results.some(({ values }) => values[metric]));
  return !ON_REQUEST.includes(drill) || parts.length > 0;
}

/** What cells say where nobody has tried. */
const PLANNED = "planned only";
const UNTESTED = "not tested";

/** Whether there is an attempt in the row: what stands beside the results has often run some drills only. */
export const isTried = ({ cells }: AnswerRow): boolean =>
  cells.some((cell) => !("why" in cell && [PLANNED, UNTESTED].includes(cell.why)));

function cellOf(
  { name: orchestrator, kind }: ReportColumn,
  result: DrillResult | undefined,
  key: string,
  noteOn: (reason: string) => number,
): AnswerCell {
  if (!result) return { orchestrator, why: kind === "planned" ? PLANNED : UNTESTED };
  const { verdicts, reasons } = result;
  const value = result.values[key];
  const { passed = 0, failed = 0 } = verdicts;
  const why = value ? undefined : whyNothing(result, key);
  const explained = value ? failed > 0 : EXPLAINED.includes(why!);
  const note = explained && reasons.length ? { note: noteOn(reasons.join("; ")) } : {};
  if (!value) return { orchestrator, why: why!, ...note };
  return failed
    ? { orchestrator, value, remark: `failed ${failed} of ${passed + failed}`, ...note }
    : { orchestrator, value };
}

/** Why there is no number, where the reasons of the runs say more. */
const EXPLAINED = ["not supported", "failed", "no result"];

function whyNothing({ verdicts, facts }: DrillResult, key: string): string {
  // That nobody rolled back is the finding, whatever else failed.
  const rolledBackBy = key === "rolledBackSeconds" ? facts["rolledBackBy"]?.[0] : undefined;
  if (rolledBackBy) return rolledBackBy;
  if (verdicts["not supported"]) return "not supported";
  if (verdicts.failed) return "failed";
  return verdicts.error && !verdicts.passed ? "no result" : "nothing to measure";
}
