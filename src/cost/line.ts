import type { Plan } from "../plan";
import { enumerate } from "../visuals/words";
import { type Estimate, estimate, unpriced } from "./estimate";

/** E.g. `$0.50` or `$0.004445`: with two digits, or as many as the price has. */
export function dollars(usd: number): string {
  const [, fraction = ""] = String(usd).split(".");
  return `$${fraction.length > 2 ? usd : usd.toFixed(2)}`;
}

/** An amount for a month: more digits would only pretend to be exact. */
export const perMonth = (usd: number): string => `$${usd < 10 ? usd.toFixed(2) : Math.round(usd)} a month`;

/** An estimate's region, and why it is this one if the configuration does not say so. */
export function regionOf({ region, isRegionChosen, insteadOf }: Estimate): string {
  if (insteadOf) return `${region}, as none of ${insteadOf} are known here`;
  return isRegionChosen ? region : `${region}, as no region is configured`;
}

/** An estimate in a sentence. */
export function costLine(each: Estimate): string {
  const { title, region, monthly, date } = each;
  if (monthly === undefined) return `${title}: no prices of ${region} are known.`;
  const unknown = unpriced(each).map(({ what }) => what);
  const without = unknown.length ? `, without ${enumerate(unknown)}, of which no price is known` : "";
  return `${title}: about ${perMonth(monthly)}${without} (prices of ${date}, ${regionOf(each)}; traffic not counted).`;
}

/** What planned programs cost that do not run on machines of the user's own, each in a line. Reads no list. */
export async function costLines(plans: Plan[]): Promise<string[]> {
  const estimates = await Promise.all(
    plans.filter(({ problem }) => !problem).map((plan) => estimate(plan, "never")),
  );
  return estimates.flatMap((each) => (each ? [costLine(each)] : []));
}
