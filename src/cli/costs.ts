import colours from "picocolors";
import { type Estimate, type EstimatedItem, unpriced } from "../cost/estimate";
import type { Footprint } from "../cost/footprint";
import { dollars, perMonth, regionOf } from "../cost/line";
import { HOURS } from "../orchestrators/pricing";
import { day, withRange } from "../visuals/words";
import { heading, table } from "./table";

/** What one orchestrator's program costs, or what its engine takes of a machine of one's own. */
export interface Cost {
  name: string;
  title: string;
  /** Why the program cannot be planned. */
  problem?: string;
  /** By the vendor's prices; undefined without a vendor. */
  estimate?: Estimate;
  /** What was measured of an engine on a machine of one's own. */
  engine?: Footprint;
}

/** Costs as text for a terminal. */
export function costTables(costs: Cost[]): string {
  const own = costs.filter(({ estimate, problem }) => !estimate && !problem);
  return [
    ...costs.flatMap(({ estimate }) => (estimate ? [bill(estimate)] : [])),
    ...(own.length ? [ownMachines(own)] : []),
    ...costs.flatMap(({ title, problem }) => (problem ? [heading(title), `  ${problem}`] : [])),
    `\n${colours.dim(`Months of ${HOURS} hours, in USD.`)}`,
  ].join("\n");
}

function bill(each: Estimate): string {
  const { title, monthly, items, assumed, excluded } = each;
  const isPartial = unpriced(each).length > 0;
  const known = monthly === undefined ? "unknown" : `about ${perMonth(monthly)}`;
  const total = isPartial ? `${known}, without those whose price is unknown` : known;
  const notes: [string, string][] = [
    ["Assumed", assumed.join("; ")],
    ["Not counted", excluded.join("; ")],
    ["Prices", provenance(each)],
  ];
  return [
    heading(`${title}: ${total}`),
    table(["", "in a month", "price of one", "USD"], items.map(row)),
    ...notes.flatMap(([label, text]) => (text ? [colours.dim(`${label}: ${text}.`)] : [])),
  ].join("\n");
}

const row = ({ what, quantity, unit, price, monthly }: EstimatedItem): string[] => [
  what,
  `${Math.round(quantity * 100) / 100} ${unit}${quantity === 1 || unit === "GB" ? "" : "s"}`,
  price ? dollars(price.usd) : "unknown",
  monthly === undefined ? "unknown" : monthly.toFixed(2),
];

function provenance(each: Estimate): string {
  const { vendor, origin, date } = each;
  const origins = {
    list: `${vendor}'s list, read today`,
    cache: `${vendor}'s list, as it was read on ${date}; --refresh reads it again`,
    shipped: `those that come with Podium, the oldest of ${date}, each with its source in --json`,
  };
  return `${regionOf(each)}; ${origins[origin]}`;
}

function ownMachines(costs: Cost[]): string {
  const rows = costs.map(({ title, engine }) => [
    title,
    engine?.memory ? withRange(engine.memory, "MiB") : "–",
    engine?.cpu ? withRange(engine.cpu, "%") : "–",
    engine ? `${engine.engine}, ${day(engine.measuredAt)}` : "not measured",
  ]);
  return [
    heading("On machines of your own, or that you rent, which are not counted"),
    table(["the engine itself takes", "memory", "of one core", "measured"], rows),
    colours.dim("To measure an engine on this machine: npx podium drill NAME --only footprint"),
  ].join("\n");
}
