import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findPrices, knownRegions } from "../../src/cost/prices";
import type { Price, Pricing } from "../../src/orchestrators/pricing";
import { temporaryFolder } from "../folder";
import { folder } from "../podiumFolder";

vi.mock("../../src/common/paths", async (original) => (await import("../podiumFolder")).pathsOf(original));

beforeEach(() => {
  folder.path = temporaryFolder();
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-29T12:00:00Z") });
});
afterEach(() => void vi.useRealTimers());

const price = (usd: number): Price => ({ usd, unit: "hour", date: "2026-11-29", source: "https://list" });

/** A vendor with one price, which it charges for an hour in every region. */
const vendor = () => ({
  vendor: "Vendor",
  usualRegion: "north",
  canBeRegion: () => true,
  bill: () => ({ items: [], assumed: [], excluded: [] }),
  shipped: { north: { hour: price(1) } },
  read: vi.fn<Pricing["read"]>().mockResolvedValue({ hour: price(2) }),
});

/** The prices of hours, and where they come from. */
async function found(pricing: Pricing, reading: Parameters<typeof findPrices>[3], region = "north") {
  const { prices, origin, problem } = await findPrices("ecs", pricing, region, reading);
  return [prices["hour"]?.usd, origin, problem];
}

const file = () => join(folder.path, "prices", "ecs.json");

it("are those that come with Podium while no list may be read", async () => {
  const pricing = vendor();
  expect(await found(pricing, "never")).toEqual([1, "shipped", undefined]);
  expect(await found(pricing, "never", "south")).toEqual([undefined, "shipped", undefined]);
  expect(pricing.read).not.toHaveBeenCalled();
});

it("are the list's, which is read once, as of today, and kept", async () => {
  const pricing = vendor();
  expect(await found(pricing, "missing")).toEqual([2, "list", undefined]);
  expect(await found(pricing, "missing")).toEqual([2, "cache", undefined]);
  expect(await found(pricing, "never")).toEqual([2, "cache", undefined]);
  expect(pricing.read).toHaveBeenCalledExactlyOnceWith("north", expect.any(Function), "2026-11-29");
  expect(await found(pricing, "missing", "south")).toEqual([2, "list", undefined]);
  expect(Object.keys(JSON.parse(readFileSync(file(), "utf8")) as object)).toEqual(["north", "south"]);
  expect(knownRegions("ecs", pricing)).toEqual(["north", "south"]);
});

it("are read again when that is asked for", async () => {
  const pricing = vendor();
  await found(pricing, "missing");
  pricing.read.mockResolvedValue({ hour: price(3) });
  expect(await found(pricing, "always")).toEqual([3, "list", undefined]);
  expect(await found(pricing, "missing")).toEqual([3, "cache", undefined]);
});

it("are the kept ones, or else those that come with Podium, if the list cannot be read", async () => {
  const pricing = vendor();
  pricing.read.mockRejectedValue(new Error("getaddrinfo ENOTFOUND prices"));
  const problem = "Vendor's price list cannot be read: getaddrinfo ENOTFOUND prices";
  expect(await found(pricing, "missing")).toEqual([1, "shipped", problem]);
  pricing.read.mockResolvedValueOnce({ hour: price(2) });
  await found(pricing, "missing");
  expect(await found(pricing, "always")).toEqual([2, "cache", problem]);
});

it("are not replaced by an empty list, as of a region that does not exist", async () => {
  const pricing = vendor();
  await found(pricing, "missing");
  pricing.read.mockResolvedValue({});
  const problem = "Vendor's price list cannot be read: it has none of the prices for north";
  expect(await found(pricing, "always")).toEqual([2, "cache", problem]);
  expect(await found(pricing, "never")).toEqual([2, "cache", undefined]);
});

it.each(["{", JSON.stringify({ north: { hour: { ...price(9), usd: "9" } } })])(
  "are read again after damage: %s",
  async (text) => {
    const pricing = vendor();
    await found(pricing, "missing");
    writeFileSync(file(), text);
    expect(await found(pricing, "missing")).toEqual([2, "list", undefined]);
  },
);
