import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { BilledItem, Price } from "../orchestrators/pricing";
import type { Plan } from "../plan";
import { findPrices, type FoundPrices, knownRegions, type Reading } from "./prices";

/** A line of an estimate; without what is not known. */
export interface EstimatedItem extends Omit<BilledItem, "price"> {
  /** What one unit costs. */
  price?: Price;
  /** USD a month. */
  monthly?: number;
}

/** What a program's resources cost in a month of 730 hours, by the vendor's public prices. */
export interface Estimate extends Omit<FoundPrices, "prices"> {
  name: OrchestratorName;
  title: string;
  vendor: string;
  /** Whose prices these are. */
  region: string;
  /** The region that is configured, if no prices of that are known. */
  insteadOf?: string;
  /** Whether the user or the program's configuration names a region. */
  isRegionChosen: boolean;
  items: EstimatedItem[];
  /** USD a month for all items with a known price; undefined if there is none. */
  monthly?: number;
  /** The oldest day of the prices, YYYY-MM-DD. */
  date?: string;
  /** What was assumed about the use. */
  assumed: string[];
  /** What is billed besides, and not counted. */
  excluded: string[];
}

/**
 * Estimates a plan's cost. Where no prices of the configured region are known, those of another one give an idea.
 * @param region to take the place of the configured one, and of which no other takes the place.
 * @returns undefined for a program that runs on machines of the user's own.
 */
export async function estimate(
  { name, title, resources }: Plan,
  reading: Reading,
  region?: string,
): Promise<Estimate | undefined> {
  const pricing = await ORCHESTRATORS[name].pricing?.();
  if (!pricing) return undefined;
  const { items, assumed, excluded, region: configured } = pricing.bill(resources);
  const chosen = region ?? configured;
  const where = chosen ?? pricing.usualRegion;
  const own = await findPrices(name, pricing, where, reading);
  const [other] = region === undefined && isEmpty(own) ? knownRegions(name, pricing) : [];
  const { prices, ...found } = other
    ? { ...(await findPrices(name, pricing, other, "never")), problem: own.problem }
    : own;
  const priced = items.map(({ price: key, ...item }): EstimatedItem => {
    const price = prices[key];
    return price ? { ...item, price, monthly: item.quantity * price.usd } : item;
  });
  const known = priced.filter(({ price }) => price);
  return {
    name,
    title,
    vendor: pricing.vendor,
    region: other ?? where,
    insteadOf: other && where,
    isRegionChosen: chosen !== undefined,
    ...found,
    items: priced,
    monthly: known.length ? known.reduce((sum, { monthly = 0 }) => sum + monthly, 0) : undefined,
    date: known.map(({ price }) => price!.date).sort()[0],
    assumed,
    excluded,
  };
}

const isEmpty = ({ prices }: FoundPrices) => !Object.keys(prices).length;

/** The items whose price is not known. */
export const unpriced = ({ items }: Pick<Estimate, "items">): EstimatedItem[] =>
  items.filter(({ price }) => !price);
