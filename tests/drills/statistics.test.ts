import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, overlap, percentile, standings, summarize } from "../../src/drills/statistics";

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const numbers = fc.array(number, { minLength: 1, maxLength: 30 });
const repeated = fc.array(number, { minLength: 2, maxLength: 30 });

describe("the median", () => {
  it("has as many values above as below", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const middle = median(values)!;
        const below = values.filter((each) => each < middle).length;
        const above = values.filter((each) => each > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it("does not depend on the order", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(median([...values].reverse())).toBe(median(values));
      }),
    );
  });

  it("is the mean of the two in the middle, and null for an empty list", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNull();
  });
});

describe("a percentile", () => {
  it("is the smallest value that at least that percentage of values does not exceed", () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = percentile(values, percent)!;
        const needed = (percent / 100) * values.length;
        expect(values).toContain(found);
        expect(values.filter((each) => each <= found).length).toBeGreaterThanOrEqual(needed);
        expect(values.filter((each) => each < found).length).toBeLessThan(needed);
      }),
    );
  });
});

describe("a summary", () => {
  it("has its median within its range", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const { median, min, max, count } = summarize(values)!;
        expect(min).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(max);
        expect(count).toBe(values.length);
      }),
    );
  });

  it("overlaps with another if and only if one has an end within the other, in either order", () => {
    fc.assert(
      fc.property(numbers, numbers, (first, second) => {
        const [a, b] = [summarize(first)!, summarize(second)!];
        const within = [a.min, a.max].some((end) => end >= b.min && end <= b.max);
        const around = [b.min, b.max].some((end) => end >= a.min && end <= a.max);
        expect(overlap(a, b)).toBe(within || around);
        expect(overlap(b, a)).toBe(overlap(a, b));
      }),
    );
  });
});

describe("standings", () => {
  const of = (...ranges: number[][]) =>
    new Map(ranges.map((values, index) => [String.fromCharCode(97 + index), summarize(values)!]));

  it("have either one best or at least two ties", () => {
    fc.assert(
      fc.property(fc.array(repeated, { minLength: 2, maxLength: 6 }), (ranges) => {
        const places = [...standings(of(...ranges), "lower").values()];
        const best = places.filter((each) => each === "best").length;
        const ties = places.filter((each) => each === "tie").length;
        expect(best === 1 ? ties === 0 : ties >= 2).toBe(true);
      }),
    );
  });

  it("are a tie if ranges overlap, however far apart the medians are", () => {
    expect(standings(of([1, 2, 9], [8, 10, 11], [20, 21]), "lower")).toEqual(
      new Map([
        ["a", "tie"],
        ["b", "tie"],
        ["c", "behind"],
      ]),
    );
  });

  it("are reversed if higher is better", () => {
    expect(standings(of([1, 2], [3, 4]), "lower").get("a")).toBe("best");
    expect(standings(of([1, 2], [3, 4]), "higher").get("b")).toBe("best");
  });

  it("are empty if neither direction is better, if there is no competitor, or if one was measured only once", () => {
    expect(standings(of([1, 1], [2, 2]), "neither").size).toBe(0);
    expect(standings(of([1, 1]), "lower").size).toBe(0);
    expect(standings(of([1, 1], [2]), "lower").size).toBe(0);
  });
});
