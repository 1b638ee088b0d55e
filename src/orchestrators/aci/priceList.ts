import { z } from "zod";
import { parseList, type Price, type Prices } from "../pricing";

/** What of Azure's price list is needed, with the unit in Podium's words and in those of the list. */
interface Meter {
  /** The service, which the list also gives to its product. */
  service: string;
  sku: string;
  meter: string;
  unit: string;
  listedUnit: string;
}

export const METERS = {
  vcpuHour: {
    service: "Container Instances",
    sku: "Standard",
    meter: "Standard vCPU Duration",
    unit: "vCPU-hour",
    listedUnit: "1 Hour",
  },
  gbHour: {
    service: "Container Instances",
    sku: "Standard",
    meter: "Standard Memory Duration",
    unit: "GB-hour",
    // Some regions also list it by the second.
    listedUnit: "1 GB Hour",
  },
  registryDay: {
    service: "Container Registry",
    sku: "Premium",
    meter: "Premium Registry Unit",
    unit: "day",
    listedUnit: "1/Day",
  },
} satisfies Record<string, Meter>;

/** https://learn.microsoft.com/rest/api/cost-management/retail-prices/azure-retail-prices */
const LIST = "https://prices.azure.com/api/retail/prices";

const pageSchema = z.object({
  Items: z.array(
    z.object({
      currencyCode: z.string(),
      tierMinimumUnits: z.number(),
      retailPrice: z.number(),
      armRegionName: z.string(),
      meterId: z.string(),
      meterName: z.string(),
      productName: z.string(),
      skuName: z.string(),
      unitOfMeasure: z.string(),
      type: z.string(),
    }),
  ),
  NextPageLink: z.string().nullish(),
});

type Item = z.infer<typeof pageSchema>["Items"][number];

/** Reads what of Azure's price list is needed; a price that is not in it, or not beyond doubt, is left out. */
export async function readPriceList(
  region: string,
  getJson: (url: string) => Promise<unknown>,
  date: string,
): Promise<Prices> {
  const meters = Object.entries<Meter>(METERS);
  const services = [...new Set(meters.map(([, { service }]) => service))];
  const lists = new Map(
    await Promise.all(
      services.map(async (service) => {
        const source = urlOf(service, region);
        return [service, { source, items: await readItems(source, getJson) }] as const;
      }),
    ),
  );
  return Object.fromEntries(
    meters.flatMap(([name, meter]) => {
      const { source, items } = lists.get(meter.service)!;
      const found = priceIn(items, meter, region);
      return found ? [[name, { ...found, unit: meter.unit, date, source }]] : [];
    }),
  );
}

function urlOf(service: string, region: string): string {
  const filter = `serviceName eq '${service}' and armRegionName eq '${region}' and priceType eq 'Consumption'`;
  return `${LIST}?$filter=${encodeURIComponent(filter)}`;
}

/** All pages: each has at most 100 items. */
async function readItems(url: string, getJson: (url: string) => Promise<unknown>): Promise<Item[]> {
  const { Items, NextPageLink } = parseList(pageSchema, await getJson(url));
  return NextPageLink ? [...Items, ...(await readItems(NextPageLink, getJson))] : Items;
}

function priceIn(items: Item[], meter: Meter, region: string): Pick<Price, "usd" | "sku"> | undefined {
  const found = items.filter(
    (each) =>
      each.productName === meter.service &&
      each.skuName === meter.sku &&
      each.meterName === meter.meter &&
      each.unitOfMeasure === meter.listedUnit &&
      each.armRegionName === region &&
      each.type === "Consumption" &&
      each.currencyCode === "USD" &&
      each.tierMinimumUnits === 0,
  );
  // Several prices for what should be one thing: the list has changed, and which of them counts is a guess.
  if (new Set(found.map(({ retailPrice }) => retailPrice)).size !== 1) return undefined;
  return { usd: found[0]!.retailPrice, sku: found[0]!.meterId };
}
