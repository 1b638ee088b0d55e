import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { estimate, unpriced } from "../../src/cost/estimate";
import { costLine, costLines, dollars, perMonth } from "../../src/cost/line";
import type { Price } from "../../src/orchestrators/pricing";
import { type Plan, planEach, planStack } from "../../src/plan";
import type { Config } from "../../src/workload/settings";
import { temporaryFolder } from "../folder";
import { folder } from "../podiumFolder";

vi.mock("../../src/common/paths", async (original) => (await import("../podiumFolder")).pathsOf(original));
vi.mock("../../src/cost/download", () => ({
  getJson: () => Promise.reject(new Error("no network")),
}));

beforeEach(() => void (folder.path = temporaryFolder()));

/** Keeps these prices as if they had been read. */
function keep(name: string, prices: Record<string, Record<string, Price>>): void {
  mkdirSync(join(folder.path, "prices"), { recursive: true });
  writeFileSync(join(folder.path, "prices", `${name}.json`), JSON.stringify(prices));
}

const price = (usd: number, date: string): Price => ({ usd, unit: "hour", date, source: "https://list" });

const GROUPS = {
  vcpuHour: price(0.05, "2026-10-02"),
  gbHour: price(0.006, "2026-10-01"),
};

/** A region of which no prices come with Podium. */
const inUk = (config = {}): Promise<Plan> =>
  planStack("aci", { "azure-native:location": "UK South", ...config });

describe("an estimate", () => {
  it("is the sum of what is billed by the prices of the configured region, the oldest of which dates it", async () => {
    keep("aci", { uksouth: GROUPS });
    const found = (await estimate(await inUk(), "missing"))!;
    expect(found).toMatchObject({
      vendor: "Azure",
      region: "uksouth",
      isRegionChosen: true,
      origin: "cache",
      date: "2026-10-01",
    });
    expect(found.items.map(({ monthly }) => monthly!.toFixed(2))).toEqual(["73.00", "8.76"]);
    expect(found.monthly).toBeCloseTo(81.76, 8);
    expect(costLine(found)).toBe(
      `${found.title}: about $82 a month (prices of 2026-10-01, uksouth; traffic not counted).`,
    );
  });

  it("is by another region's prices if there are none, which it says", async () => {
    const found = (await estimate(await inUk(), "missing"))!;
    expect(found).toMatchObject({
      region: "eastus",
      insteadOf: "uksouth",
      problem: "Azure's price list cannot be read: no network",
    });
    expect(costLine(found)).toContain("(prices of 2026-04-28, eastus, as none of uksouth are known here;");
  });

  it("is not by another region's prices than those that are asked for", async () => {
    const found = (await estimate(await inUk(), "missing", "mars"))!;
    expect(found).toMatchObject({ region: "mars", insteadOf: undefined, monthly: undefined });
    expect(costLine(found)).toBe(`${found.title}: no prices of mars are known.`);
    expect(await estimate(await inUk(), "missing", "germanywestcentral")).toMatchObject({
      region: "germanywestcentral",
      date: "2026-08-05",
    });
  });

  it("says what it is without, and why it is of that region if none is configured", async () => {
    const registry = (await estimate(await inUk({ "podium-aci:registry": "acr" }), "never"))!;
    expect(unpriced(registry)).toHaveLength(1);
    expect(costLine(registry)).toContain(
      "a month, without Premium registry for the image, of which no price is known (prices",
    );
    expect(costLine((await estimate(await planStack("ecs"), "never"))!)).toContain(
      ", us-east-1, as no region is configured;",
    );
  });

  it("is in a line for each plan of a vendor's, and there is none of machines of one's own", async () => {
    const plans = await planEach(["nomad", "ecs", "aci"], (name): Config =>
      name === "aci" ? { "podium:replicas": "0" } : {},
    );
    expect(await costLines(plans)).toEqual([
      expect.stringMatching(/^Amazon ECS.*: about \$\d+ a month \(prices of 2026-/),
    ]);
  });
});

it.each([
  [0.004445, "$0.004445"],
  [0.5, "$0.50"],
  [1.667, "$1.667"],
])("shows the price of one with all its digits, and at least two: %d", (usd, text) => {
  expect(dollars(usd)).toBe(text);
});

it.each([
  [0.456, "$0.46 a month"],
  [9.994, "$9.99 a month"],
  [55.5, "$56 a month"],
])("shows a month without more digits than it is worth: %d", (usd, text) => {
  expect(perMonth(usd)).toBe(text);
});
