import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";
import type { OrchestratorName } from "../orchestrators";
import type { Prices } from "../orchestrators/pricing";

/** Prices that were read from a vendor's list, by region. */
const schema = z.record(
  z.string(),
  z.partialRecord(
    z.string(),
    z.object({
      usd: z.number(),
      unit: z.string(),
      date: z.string(),
      source: z.string(),
      record: z.string().optional(),
      sku: z.string().optional(),
    }),
  ),
);

const fileOf = (name: OrchestratorName) => join(PODIUM_FOLDER, "prices", `${name}.json`);

/** Prices that were read before, by region. A file that is missing or damaged has none: it can be read again. */
export function cachedPrices(name: OrchestratorName): Record<string, Prices> {
  try {
    return schema.parse(JSON.parse(readFileSync(fileOf(name), "utf8")));
  } catch {
    return {};
  }
}

/** Keeps the prices of one region. */
export function keepPrices(name: OrchestratorName, region: string, prices: Prices): void {
  const all = { ...cachedPrices(name), [region]: prices };
  writeFile(fileOf(name), `${JSON.stringify(all, null, 2)}\n`);
}
