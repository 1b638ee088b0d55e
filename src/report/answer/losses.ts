import { DRILLS, type DrillName } from "../../drills/metrics";
import type { DrillRun } from "../../drills/result";
import { largest } from "../../drills/statistics";
import { lostIn } from "../../visuals/layers";
import { enumerate, quantity } from "../../visuals/words";
import { OCCASIONS } from "./topics";
import { hasAlways, type Trial } from "./trials";
import { inEach, inRuns, spread } from "./words";

/** What each orchestrator loses, and when, in a sentence or two for each. */
export function losses(trials: Trial[]): string[] {
  const titles = [...new Set(trials.map(({ title }) => title))];
  return titles.flatMap((title) => {
    const own = trials.filter((trial) => trial.title === title);
    const lossy = own.filter(({ values }) => (values["lost"]?.max ?? 0) > 0);
    const clean = own.filter(losesNothing);
    const none = enumerate(clean.map(({ drill }) => whenOf(drill)));
    const runs = inEach(clean.map((trial) => trial.runs.length));
    return [
      [
        ...(lossy.length ? [`${title} lost ${lossy.map(loss).join("; ")}.`] : []),
        ...(clean.length ? [`${lossy.length ? "It" : title} lost no request ${none}, ${runs}.`] : []),
      ].join(" "),
    ].filter(Boolean);
  });
}

/** Whether what the drill tests took place in every run, and lost no request: one that is refused loses none, either. */
export const losesNothing = (trial: Trial): boolean =>
  hasAlways(trial, DRILLS[trial.drill].proof) && hasAlways(trial, "lost") && trial.values["lost"]!.max === 0;

/**
 * E.g. "14 of 1536 requests (4–20) when an instance was killed, the last sent at most 3 s after the kill", "up to 3 of 1536
 * requests (in 1 of 3 runs) while nothing changed".
 */
function loss({ drill, runs, values }: Trial): string {
  const [lost, sent] = [values["lost"]!, values["requests"]];
  const of = sent ? ` of ${quantity(sent.median, "requests")}` : "";
  const lossy = runs.filter(hasLost);
  const [number, how] = lost.median
    ? [quantity(lost.median, "requests"), spread(lost, "requests")]
    : [`up to ${quantity(lost.max, "requests")}`, inRuns(lossy.length, runs.length)];
  const after = OCCASIONS[drill]?.after;
  const seconds = after && lastLoss(lossy);
  const last = seconds === undefined ? "" : `, the last sent at most ${seconds} s after ${after}`;
  return `${number}${of} requests (${how}) ${whenOf(drill)}${last}`;
}

/** Whether a run lost requests. */
export const hasLost = ({ metrics }: DrillRun): boolean => (metrics["lost"] ?? 0) > 0;

const whenOf = (drill: DrillName) => OCCASIONS[drill]?.when ?? `in the drill “${DRILLS[drill].title}”`;

/**
 * Whole seconds from a run's first event until the end of the second in which the last lost request was due, the longest of all. Undefined if a run has no timeline.
 */
function lastLoss(lossy: DrillRun[]): number | undefined {
  const moments = lossy.map(({ timeline }) => {
    const last = timeline?.seconds.findLast((second) => lostIn(second) > 0);
    const first = timeline?.events[0];
    return last && first ? Math.ceil(last.at + 1 - first.at) : undefined;
  });
  return moments.includes(undefined) ? undefined : largest(moments as number[]);
}
