import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { METERS } from "../../../src/orchestrators/aci/priceList";
import { pricing } from "../../../src/orchestrators/aci/pricing";
import { planStack } from "../../../src/plan";

interface Page {
  Items: Record<string, unknown>[];
  NextPageLink: string | null;
}

const CONTAINERS = "Container Instances";

/**
 * Of Azure's price list, verbatim: github.com/sofq/sku, pipeline/tests/fixtures/azure_aks/aci_eastus.json, commit af56427,
 * of 2026-04-28.
 */
const recorded = () => JSON.parse(readFileSync(`${__dirname}/lists/eastus.json`, "utf8")) as Page;

/** Reads the pages as if Azure served them, the first of a service by its name; others are empty. */
const read = (pages: Record<string, unknown>, asked: string[] = [], region = "eastus") =>
  pricing.read(
    region,
    (url) => {
      asked.push(url);
      const service = /serviceName eq '(.+?)'/.exec(decodeURIComponent(url))?.[1];
      return Promise.resolve(pages[service ?? url] ?? { Items: [], NextPageLink: null, Count: 0 });
    },
    "2026-11-29",
  );

/** The list with another price of memory. */
function withAnother(changes: Record<string, unknown>): Page {
  const { Items, NextPageLink } = recorded();
  const memory = Items.find(({ unitOfMeasure }) => unitOfMeasure === METERS.gbHour.listedUnit)!;
  return { Items: [...Items, { ...memory, retailPrice: 6e-6, ...changes }], NextPageLink };
}

describe("Azure's price list", () => {
  it("has the prices that come with Podium, in eastus", async () => {
    const found = await read({ [CONTAINERS]: recorded() });
    expect(Object.keys(found)).toEqual(["vcpuHour", "gbHour"]);
    for (const [name, price] of Object.entries(found)) {
      const { usd, unit, sku } = pricing.shipped["eastus"]![name]!;
      expect({ usd: price!.usd, unit: price!.unit, sku: price!.sku }).toEqual({ usd, unit, sku });
    }
  });

  it("is asked for two services in a region, and its answer is kept with the day and the question", async () => {
    const asked: string[] = [];
    const { vcpuHour } = await read({ [CONTAINERS]: recorded() }, asked);
    expect(asked.map(decodeURIComponent)).toEqual(
      [CONTAINERS, "Container Registry"].map(
        (service) =>
          `https://prices.azure.com/api/retail/prices?$filter=serviceName eq '${service}' and armRegionName eq 'eastus' and ` +
          "priceType eq 'Consumption'",
      ),
    );
    expect(vcpuHour).toMatchObject({ usd: 0.0405, date: "2026-11-29", source: asked[0] });
  });

  it("is read to its last page", async () => {
    const [memory, cpu] = recorded().Items;
    const found = await read({
      [CONTAINERS]: { Items: [memory], NextPageLink: "https://prices.azure.com/2" },
      "https://prices.azure.com/2": { Items: [cpu], NextPageLink: null },
    });
    expect(Object.keys(found)).toEqual(["vcpuHour", "gbHour"]);
  });

  // Such duplicates are in that repository's aci_francesouth_dup.json.
  it("may have the same by the second, which is not used", async () => {
    const found = await read({ [CONTAINERS]: withAnother({ unitOfMeasure: "1 GB Second" }) });
    expect(found).toMatchObject({ gbHour: { usd: 0.00445 } });
  });

  it.each([
    ["another region's", { armRegionName: "westus" }],
    ["in another currency", { currencyCode: "EUR" }],
    ["for later tiers", { tierMinimumUnits: 100 }],
    ["a reservation's", { type: "Reservation" }],
    ["another product's", { productName: "Container Instances Spot" }],
    ["another SKU's", { skuName: "Confidential" }],
  ])("gives no price that is %s", async (_, changes) => {
    const found = await read({ [CONTAINERS]: withAnother(changes) });
    expect(found).toMatchObject({ gbHour: { usd: 0.00445 } });
  });

  it("gives no price that is in doubt", async () => {
    expect(Object.keys(await read({ [CONTAINERS]: withAnother({}) }))).toEqual(["vcpuHour"]);
  });

  it("is refused if it has another format, with the place", async () => {
    await expect(read({ [CONTAINERS]: { Items: [{}] } })).rejects.toThrow(
      "it is not as expected at Items.0.",
    );
  });
});

it("comes in part with Podium, with a day and an address of Azure's list for each price", () => {
  for (const [region, prices] of Object.entries(pricing.shipped)) {
    expect(pricing.canBeRegion(region)).toBe(true);
    expect(Object.keys(prices)).toEqual(["vcpuHour", "gbHour"]);
    for (const [name, price] of Object.entries(prices)) {
      expect(price).toMatchObject({
        unit: METERS[name as keyof typeof METERS].unit,
        date: expect.stringMatching(/^2026-\d\d-\d\d$/) as unknown,
        source: expect.stringContaining(`armRegionName%20eq%20'${region}'`) as unknown,
        record: expect.stringMatching(/^https:/) as unknown,
      });
    }
  }
});

describe("a month on Azure", () => {
  const billOf = async (config = {}) => pricing.bill((await planStack("aci", config)).resources);
  const linesOf = async (config = {}) =>
    (await billOf(config)).items.map(({ what, quantity, unit }) => `${what}: ${quantity.toFixed(2)} ${unit}`);

  it("has each container group's cores and memory", async () => {
    expect((await billOf()).region).toBe("westeurope");
    expect(await linesOf()).toEqual([
      "container groups: 2 × 1 vCPU: 1460.00 vCPU-hour",
      "container groups: 2 × 1 GB: 1460.00 GB-hour",
    ]);
  });

  it("follows instances, size, region and registry", async () => {
    const config = {
      "azure-native:location": "East US",
      "podium:replicas": "3",
      "podium:cpu": "2",
      "podium:memory": "4096",
      "podium-aci:registry": "acr",
    };
    expect((await billOf(config)).region).toBe("eastus");
    expect(await linesOf(config)).toEqual([
      "container groups: 3 × 2 vCPU: 4380.00 vCPU-hour",
      "container groups: 3 × 4 GB: 8760.00 GB-hour",
      "Premium registry for the image: 30.42 day",
    ]);
  });
});
