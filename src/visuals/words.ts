import type { Metric } from "../drills/metrics";
import type { Summary } from "../drills/statistics";

/** E.g. "a, b and c". */
export const enumerate = (items: string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** E.g. "1 run", "3 runs". */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** As many digits as mean something: 0.17, 3.2, 128. */
export function digits(value: number, unit: Metric["unit"]): string {
  if (unit === "s") return value.toFixed(value < 0.995 && value > 0 ? 2 : value < 99.95 ? 1 : 0);
  return String(
    Math.round(value * 100) / 100 >= 10 && unit !== "requests"
      ? Math.round(value)
      : Math.round(value * 100) / 100,
  );
}

/** Units that a number does not explain by its row's label. */
const WRITTEN: Metric["unit"][] = ["s", "ms", "%", "MiB"];

/** E.g. "3.2 s"; what the row's label counts, as "requests lost", has no unit beside it. */
export function quantity(value: number, unit: Metric["unit"]): string {
  return WRITTEN.includes(unit) ? `${digits(value, unit)}\u00a0${unit}` : digits(value, unit);
}

/** E.g. "2.9–3.5"; undefined where all values are the same. */
export function range({ min, max }: Summary, unit: Metric["unit"]): string | undefined {
  const [least, most] = [digits(min, unit), digits(max, unit)];
  return least === most ? undefined : `${least}–${most}`;
}

/** For places where whole messages of engines would hide the numbers. */
export const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;

/** E.g. "2026-11-25 10:51 UTC"; what is no date is left as it is. */
export function day(moment: string): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? moment : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** `kubernetes:apps/v1:Deployment` is a Deployment. */
export const kindOf = (type: string): string => type.split(":").at(-1) ?? type;

/** Kinds of resources with their number, e.g. "Vpc, Subnet ×2"; components and providers are left out. */
export function kindsOf(resources: { type: string }[]): string {
  const kinds = resources
    .filter(({ type }) => !/^(podium|pulumi:providers):/.test(type))
    .map(({ type }) => kindOf(type));
  return [...new Set(kinds)]
    .map((kind) => [kind, kinds.filter((each) => each === kind).length] as const)
    .map(([kind, number]) => (number === 1 ? kind : `${kind} ×${number}`))
    .join(", ");
}
