import type { Metric } from "../drills/metrics";
import type { Summary } from "../drills/statistics";
import { realOnes } from "../program/resources";
import type { ItemFidelity } from "../workload/fidelity";

/** The sign of each level of fidelity. */
export const SIGNS: Record<ItemFidelity["level"], string> = {
  native: "●",
  approximated: "◐",
  unsupported: "○",
};

/** E.g. "a, b and c". */
export const enumerate = (items: string[], word: "and" | "or" = "and"): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;

/** E.g. "1 run", "3 runs". */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** A number with as many digits as are meaningful: 0.17, 3.2, 128. */
export function digits(value: number, unit: Metric["unit"]): string {
  if (unit === "s") return value.toFixed(value < 0.995 && value > 0 ? 2 : value < 99.95 ? 1 : 0);
  return String(
    Math.round(value * 100) / 100 >= 10 && unit !== "requests"
      ? Math.round(value)
      : Math.round(value * 100) / 100,
  );
}

/** Units that are shown with a number; others are in the label of its row. */
const WRITTEN: Metric["unit"][] = ["s", "ms", "%", "MiB"];

/** E.g. "3.2 s"; without a unit where the row's label says what is counted, as in "requests lost". */
export function quantity(value: number, unit: Metric["unit"]): string {
  return WRITTEN.includes(unit) ? `${digits(value, unit)}\u00a0${unit}` : digits(value, unit);
}

/** E.g. "2.9–3.5"; undefined if both ends are displayed alike. */
export function range({ min, max }: Summary, unit: Metric["unit"]): string | undefined {
  const [least, most] = [digits(min, unit), digits(max, unit)];
  return least === most ? undefined : `${least}–${most}`;
}

/** E.g. "3.2 s (2.9–3.5)". */
export function withRange(summary: Summary, unit: Metric["unit"]): string {
  const between = range(summary, unit);
  return `${quantity(summary.median, unit)}${between ? ` (${between})` : ""}`;
}

/** E.g. "2026-11-25 10:51 UTC"; anything that is not a date is returned unchanged. */
export function day(moment: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? moment : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `random:index/randomString:RandomString` is a RandomString, `pulumi:providers:random` a "provider random". */
export function kindOf(type: string): string {
  const parts = type.split(":");
  return parts[1] === "providers" ? `provider ${parts[2]}` : parts.at(-1)!;
}

/** Kinds of resources with their number, e.g. "Vpc, Subnet ×2"; components, which only group resources, are left out. */
export function kindsOf(resources: { type: string }[]): string {
  const kinds = realOnes(resources).map(({ type }) => kindOf(type));
  return [...new Set(kinds)]
    .map((kind) => [kind, kinds.filter((each) => each === kind).length] as const)
    .map(([kind, number]) => (number === 1 ? kind : `${kind} ×${number}`))
    .join(", ");
}
