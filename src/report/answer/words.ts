import type { Metric } from "../../drills/metrics";
import type { Summary } from "../../drills/statistics";
import { enumerate, quantity, range } from "../../visuals/words";

/** A number of one orchestrator. */
export interface Cited {
  title: string;
  value: Summary;
}

/** A number with its range or, without one, its number of runs: "3.2 s (2.9–3.5)", "3.2 s (one run)". */
export const cite = (summary: Summary, unit: Metric["unit"]): string =>
  `${quantity(summary.median, unit)} (${spread(summary, unit)})`;

/** "2.9–3.5" or, if both ends are displayed alike, "all 3 runs"; "one run". */
export const spread = (summary: Summary, unit: Metric["unit"]): string =>
  range(summary, unit) ?? allRuns(summary.count);

const allRuns = (count: number) =>
  count === 1 ? "one run" : count === 2 ? "both runs" : `all ${count} runs`;

/** Whether each was measured once. */
export const isOnceEach = (all: { value: Summary }[]): boolean => all.every(({ value }) => value.count === 1);

/**
 * Numbers after the words for them, e.g. "updating took 2.2 s (2.1–2.4) on A and 3.0 s (2.9–3.1) on B", "updating took, in one
 * run each, 2.2 s on A and 3.0 s on B".
 */
export function taken(took: string, all: Cited[], unit: Metric["unit"]): string {
  if (all.length === 1 || !isOnceEach(all)) return `${took} ${citeEach(all, unit)}`;
  const each = all.map(({ title, value }) => `${quantity(value.median, unit)} on ${title}`);
  return `${took}, in one run each, ${enumerate(each)}`;
}

/** E.g. "2.2 s (2.1–2.4) on A and 3.0 s (2.9–3.1) on B". */
export const citeEach = (
  all: Cited[],
  unit: Metric["unit"],
  about: (value: Summary) => string = () => "",
): string => enumerate(all.map(({ title, value }) => `${cite(value, unit)} on ${title}${about(value)}`));

/** E.g. "in 2 of 3 runs", "in all 3 runs", "in its only run". */
export function inRuns(some: number, all: number): string {
  if (all === 1) return "in its only run";
  return some === all ? `in ${allRuns(all)}` : `in ${some} of ${all} runs`;
}

/** In how many runs each something was always so: "in one run each", "in all 3 runs each", "in all runs, 1 to 3 each". */
export function inEach(counts: number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least !== most) return `in all runs, ${least} to ${most} each`;
  return `in ${allRuns(most)}${counts.length > 1 ? " each" : ""}`;
}

/** With a capital first letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
