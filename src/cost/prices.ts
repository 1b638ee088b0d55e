import { reasonOf } from "../common/reason";
import type { OrchestratorName } from "../orchestrators";
import type { Prices, Pricing } from "../orchestrators/pricing";
import { cachedPrices, keepPrices } from "./cache";
import { getJson } from "./download";

/** When a vendor's list is read: never, or if its prices are not kept from before, or always. */
export type Reading = "never" | "missing" | "always";

/** Prices of one region, and where they come from. */
export interface FoundPrices {
  /** Empty if none are known. */
  prices: Prices;
  origin: "list" | "cache" | "shipped";
  /** Why the list could not be read although it should have been. */
  problem?: string;
}

/** The prices of a region: those of the vendor's list, or else those kept from before, or else those that Podium ships. */
export async function findPrices(
  name: OrchestratorName,
  pricing: Pricing,
  region: string,
  reading: Reading,
): Promise<FoundPrices> {
  const kept = cachedPrices(name)[region];
  const known: FoundPrices = kept
    ? { prices: kept, origin: "cache" }
    : { prices: pricing.shipped[region] ?? {}, origin: "shipped" };
  if (reading === "never" || (reading === "missing" && kept)) return known;
  let prices: Prices;
  try {
    prices = await pricing.read(region, getJson, new Date().toISOString().slice(0, 10));
    if (!Object.keys(prices).length) throw new Error(`it has none of the prices for ${region}`);
  } catch (error) {
    return { ...known, problem: `${pricing.vendor}'s price list cannot be read: ${reasonOf(error)}` };
  }
  keepPrices(name, region, prices);
  return { prices, origin: "list" };
}

/** The regions whose prices are known without reading a list. */
export const knownRegions = (name: OrchestratorName, { shipped }: Pricing): string[] =>
  [...new Set([...Object.keys(shipped), ...Object.keys(cachedPrices(name))])].sort();
