import type { Metric } from "./metrics";

/** Repeated measurements of one number. */
export interface Summary {
  median: number;
  min: number;
  max: number;
  /** The number of measurements. */
  count: number;
}

// With many arguments, Math.min and Math.max would overflow the stack.
/** Infinity for an empty list. */
export const smallest = (values: number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
/** -Infinity for an empty list. */
export const largest = (values: number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** The middle value, or the mean of the two in the middle; null for an empty list. */
export function median(values: number[]): number | null {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  // Sorting does not tell -0 from 0; adding 0 makes it 0.
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2 + 0;
}

/** The smallest value that `percent` of the values do not exceed (nearest rank); null for an empty list. */
export function percentile(values: number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

/** Median and range; undefined for an empty list. */
export function summarize(values: number[]): Summary | undefined {
  const middle = median(values);
  if (middle === null) return undefined;
  return { median: middle, min: smallest(values), max: largest(values), count: values.length };
}

/** Whether two ranges overlap: then repeated measurements show no difference. */
export const overlap = (a: Summary, b: Summary): boolean => a.min <= b.max && b.min <= a.max;

/** `best`: better than each of the others. `tie`: one of several whose ranges overlap with that of the best median. */
export type Standing = "best" | "tie" | "behind";

/**
 * How each competitor stands. Empty if there is nothing to compare, if neither direction is better, or if one was measured
 * only once: a single measurement has no range that could overlap.
 */
export function standings<Name>(
  summaries: Map<Name, Summary>,
  better: Metric["better"],
): Map<Name, Standing> {
  if (better === "neither" || summaries.size < 2) return new Map();
  if ([...summaries.values()].some(({ count }) => count < 2)) return new Map();
  const sign = better === "lower" ? 1 : -1;
  const [leader] = [...summaries.values()].sort((a, b) => sign * (a.median - b.median));
  const atTheTop = [...summaries].filter(([, each]) => overlap(each, leader!)).map(([name]) => name);
  return new Map(
    [...summaries.keys()].map((name) => [
      name,
      !atTheTop.includes(name) ? "behind" : atTheTop.length === 1 ? "best" : "tie",
    ]),
  );
}
