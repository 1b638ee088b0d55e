import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { METERS } from "../../../src/orchestrators/ecs/priceList";
import { pricing } from "../../../src/orchestrators/ecs/pricing";
import { planStack } from "../../../src/plan";

afterEach(() => vi.unstubAllEnvs());

/*
 * Excerpts of AWS's price list, in its own format, by offer.
 *
 * ap-southeast-1: github.com/crosstabs/likerts, economics/aws-prices.json, commit 78aa9d2, read there on 2026-09-08.
 * eu-west-1: github.com/henderjm/world-cup-sweepstake, docs/costs/aws-ireland-rates.json, commit 57a6d34, read there on
 *   2026-10-04.
 * Both have each product and its price in one flat object, which is nested here as the list nests them; the operation
 * `PutLogEvents` is added to the second as it is in the first.
 * us-east-1: AmazonVPC is verbatim from github.com/TypeOneLabs/tellury, pkg/pricing/aws/testdata/getproducts-recorded.json,
 *   commit c2acfab, a list of 2026-07-24. What is AmazonECS here is from the list AmazonEKS, which repeats Fargate's prices:
 *   github.com/sofq/sku, pipeline/tests/fixtures/aws_eks/offer_us_east_1.json, commit af56427, of 2026-04-25.
 */
const REGIONS = ["ap-southeast-1", "eu-west-1", "us-east-1"];

interface Product {
  sku: string;
  usagetype: string;
  operation?: string;
  region?: string;
  unit?: string;
  usd?: string;
  from?: string;
}

interface Offer {
  products: Record<string, { sku: string; attributes: Record<string, string> }>;
  terms: { OnDemand: Record<string, unknown> };
}

const recorded = (region: string) =>
  JSON.parse(readFileSync(`${__dirname}/lists/${region}.json`, "utf8")) as Record<string, Offer>;

/** Reads the offers as if AWS served them; those that are not recorded are empty. */
function read(region: string, offers: Record<string, unknown>, asked: string[] = []) {
  return pricing.read(
    region,
    (url) => {
      asked.push(url);
      return Promise.resolve(offers[url.split("/")[6]!] ?? { products: {}, terms: { OnDemand: {} } });
    },
    "2026-11-29",
  );
}

/** A list of the load balancers in Ireland, which are in no excerpt: made up, in the list's format. */
function balancers(...products: Product[]): Record<string, Offer> {
  const offer: Offer = { products: {}, terms: { OnDemand: {} } };
  for (const { sku, usagetype, operation = "LoadBalancing:Application", ...price } of products) {
    const { region = "eu-west-1", unit = "Hrs", usd = "0.0252000000", from = "0" } = price;
    offer.products[sku] = { sku, attributes: { usagetype, operation, regionCode: region } };
    const dimension = { unit, beginRange: from, pricePerUnit: { USD: usd } };
    offer.terms.OnDemand[sku] = { [`${sku}.TERM`]: { priceDimensions: { [`${sku}.TERM.RATE`]: dimension } } };
  }
  return { AWSELB: offer };
}

const BALANCER: Product = { sku: "A", usagetype: "EU-LoadBalancerUsage" };

describe("AWS's price list", () => {
  it.each(REGIONS)("has the prices that come with Podium, in %s", async (region) => {
    const found = await read(region, recorded(region));
    expect(Object.keys(found).length).toBeGreaterThan(2);
    for (const [name, price] of Object.entries(found)) {
      const { usd, unit, sku = price!.sku } = pricing.shipped[region]![name]!;
      expect({ name, usd, unit, sku }).toEqual({ name, usd: price!.usd, unit: price!.unit, sku: price!.sku });
    }
  });

  it("says of each price what it is for, where it is from and when it was read", async () => {
    expect((await read("ap-southeast-1", recorded("ap-southeast-1")))["logGb"]).toEqual({
      usd: 0.7,
      unit: "GB",
      sku: "ZEKCE7VGMSM5XZPW",
      date: "2026-11-29",
      source:
        "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonCloudWatch/current/ap-southeast-1/index.json",
    });
  });

  it("is read in the parts that are needed, one of which is for all regions", async () => {
    const asked: string[] = [];
    await read("eu-west-1", {}, asked);
    expect(asked.map((url) => url.split("/").slice(6).join("/")).sort()).toEqual([
      "AWSELB/current/eu-west-1/index.json",
      "AWSSecretsManager/current/eu-west-1/index.json",
      "AmazonCloudWatch/current/eu-west-1/index.json",
      "AmazonECS/current/eu-west-1/index.json",
      "AmazonRoute53/current/index.json",
      "AmazonVPC/current/eu-west-1/index.json",
    ]);
  });

  it.each<[string, Product[]]>([
    ["another product's", [{ ...BALANCER, usagetype: "TS-LoadBalancerUsage" }]],
    ["another kind of balancer's", [{ ...BALANCER, operation: "LoadBalancing:Network" }]],
    ["another region's", [{ ...BALANCER, region: "eu-west-2" }]],
    ["in another unit", [{ ...BALANCER, unit: "Seconds" }]],
    ["for later tiers", [{ ...BALANCER, from: "10" }]],
    ["not a number", [{ ...BALANCER, usd: "free" }]],
    ["in doubt", [BALANCER, { ...BALANCER, sku: "B", usd: "0.0001" }]],
  ])("gives no price that is %s", async (_, products) => {
    expect(await read("eu-west-1", balancers(BALANCER))).toMatchObject({ balancerHour: { usd: 0.0252 } });
    expect(await read("eu-west-1", balancers(...products))).toEqual({});
  });

  it("has capacity on racks of one's own and in advance, which is not the usual one", async () => {
    const usual = { sku: "A", usagetype: "EU-LCUUsage", unit: "LCU-Hrs", usd: "0.0080000000" };
    const outposts = { ...usual, sku: "B", usagetype: "EU-Outposts-LCUUsage", usd: "0.0000000000" };
    const reserved = { ...usual, sku: "C", usagetype: "EU-ReservedLCUUsage", usd: "0.0060000000" };
    const found = await read("eu-west-1", balancers(usual, outposts, reserved));
    expect(found).toMatchObject({ lcuHour: { usd: 0.008, sku: "A" } });
  });

  it("is refused if it has another format, with the place", async () => {
    await expect(read("eu-west-1", { AWSELB: { products: {}, terms: {} } })).rejects.toThrow(
      "it is not as expected at terms.OnDemand",
    );
  });
});

describe("the prices that come with Podium", () => {
  it("have names and units that are billed, a day, and an address of AWS's list", () => {
    expect(Object.keys(pricing.shipped).length).toBeGreaterThan(2);
    for (const [region, prices] of Object.entries(pricing.shipped)) {
      expect(pricing.canBeRegion(region)).toBe(true);
      for (const [name, price] of Object.entries(prices)) {
        expect(METERS).toHaveProperty(name);
        expect(price).toMatchObject({
          unit: METERS[name as keyof typeof METERS].unit,
          date: expect.stringMatching(/^2026-\d\d-\d\d$/) as unknown,
          source: expect.stringMatching(
            /^https:\/\/pricing\.us-east-1\.amazonaws\.com\/offers\/v1\.0\/aws\//,
          ) as unknown,
          record: expect.any(String) as unknown,
        });
        expect(price!.usd).toBeGreaterThan(0);
      }
    }
  });
});

describe("a month on AWS", () => {
  const billOf = async (config = {}) => pricing.bill((await planStack("ecs", config)).resources);
  const quantities = async (config = {}) =>
    Object.fromEntries((await billOf(config)).items.map(({ price, quantity }) => [price, quantity]));

  it("has the tasks, the balancer, an address for each task and zone, logs and the private zone", async () => {
    const { items, region } = await billOf();
    expect(region).toBeUndefined();
    expect(items.map(({ what, quantity, unit }) => `${what}: ${quantity.toFixed(2)} ${unit}`)).toEqual([
      "tasks: 2 × 0.25 vCPU (x86): 365.00 vCPU-hour",
      "tasks: 2 × 0.5 GB: 730.00 GB-hour",
      "load balancer: 730.00 hour",
      "load balancer's capacity: 1 LCU: 730.00 LCU-hour",
      "public IPv4 addresses: 4: 2920.00 address-hour",
      "logs written: 1.00 GB",
      "logs kept for 7 days: 0.23 GB-month",
      "private zone in which tasks find each other: 1.00 zone-month",
    ]);
  });

  it("follows instances, size, processors and secrets", async () => {
    const config = {
      "aws:region": "eu-west-1",
      "podium:replicas": "3",
      "podium:cpu": "1",
      "podium:memory": "2048",
      "podium:secrets": JSON.stringify({ TOKEN: "1", KEY: "2" }),
      "podium-ecs:cpuArchitecture": "ARM64",
    };
    const found = await quantities(config);
    expect(found).toMatchObject({ armVcpuHour: 2190, armGbHour: 4380, addressHour: 3650, secretMonth: 1 });
    expect(found).not.toHaveProperty("x86VcpuHour");
    expect((await billOf(config)).region).toBe("eu-west-1");
  });

  it("assumes two zones of the account's own network, whose number is not known before", async () => {
    expect(await quantities({ "podium-ecs:vpc": "default" })).toMatchObject({ addressHour: 2920 });
  });

  it("says what it assumes where the number of tasks changes by itself", async () => {
    const { assumed, excluded } = await billOf({
      "podium:autoscaling": JSON.stringify({ min: 2, max: 5, cpuPercent: 60 }),
    });
    expect(assumed).toContain("as many tasks throughout, although the autoscaler may run 2 to 5");
    expect(excluded).toContain("the autoscaler's alarms");
  });

  it("says of an emulator that it costs nothing", async () => {
    const text = async () => (await billOf()).assumed.join();
    expect(await text()).not.toContain("emulator");
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
    expect(await text()).toContain("although an emulator is configured, which costs nothing");
  });
});
