import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deploymentPercents, replacedAtOnce, updateSeconds } from "../../../src/orchestrators/ecs/update";

const fixed = (count: number) => ({ initial: count, min: count, max: count });
const scaled = (min: number, max: number) => ({ initial: min, min, max });
const percents = (parallelism: number, surge: number, count: ReturnType<typeof fixed>) =>
  deploymentPercents({ parallelism, surge, rollback: true }, count);

/** How many tasks ECS lets run in excess of `count`, and how many may be missing: it rounds against the user. */
const bounds = ({ maximum, minimumHealthy }: ReturnType<typeof percents>, count: number) => ({
  extra: Math.floor((count * maximum) / 100) - count,
  missing: count - Math.ceil((count * minimumHealthy) / 100),
});

const upTo = (max: number) => fc.integer({ min: 1, max });
const parallelisms = upTo(100);
const surges = fc.integer({ min: 0, max: 100 });
const ranges = fc.tuple(upTo(100), upTo(100)).map(([one, other]) => {
  const [min, max] = one < other ? [one, other] : [other, one];
  return scaled(min, max);
});

describe("the percentages of an update", () => {
  it.each([
    [2, 1, 1, 150, 100],
    [3, 1, 1, 134, 100],
    [3, 1, 0, 100, 66],
    [1, 1, 0, 100, 0],
    [1, 1, 5, 200, 100],
    [4, 3, 1, 125, 50],
    [4, 9, 2, 150, 0],
  ])("for %i replicas, %i at once, %i extra", (replicas, parallelism, surge, maximum, minimumHealthy) => {
    expect(percents(parallelism, surge, fixed(replicas))).toEqual({ maximum, minimumHealthy });
  });

  it.each([
    [1, 10, 1, 1, 200, 100],
    [4, 10, 1, 1, 125, 100],
    [4, 10, 3, 3, 130, 100],
    [2, 6, 1, 1, 150, 100],
    // Not 100 and 0, which would let ECS stop all ten tasks at once.
    [1, 10, 1, 0, 200, 90],
    [5, 10, 4, 2, 120, 80],
  ])("from %i to %i tasks, %i at once, %i extra", (min, max, parallelism, surge, maximum, minimumHealthy) => {
    expect(percents(parallelism, surge, scaled(min, max))).toEqual({ maximum, minimumHealthy });
  });

  it("mean exactly parallelism and surge for a fixed number of tasks", () => {
    fc.assert(
      fc.property(upTo(100), parallelisms, surges, (replicas, parallelism, surge) => {
        expect(bounds(percents(parallelism, surge, fixed(replicas)), replicas)).toEqual({
          extra: Math.min(surge, parallelism, replicas),
          missing: Math.min(Math.max(0, parallelism - surge), replicas),
        });
      }),
    );
  });

  it("let an update proceed at every number of tasks", () => {
    fc.assert(
      fc.property(ranges, parallelisms, surges, (range, parallelism, surge) => {
        const found = percents(parallelism, surge, range);
        for (let count = range.min; count <= range.max; count++) {
          const { extra, missing } = bounds(found, count);
          expect(extra > 0 || missing > 0).toBe(true);
          expect(replacedAtOnce(found, count)).toBe(extra + missing);
        }
      }),
    );
  });

  it("never let more tasks be missing than wanted, nor more be extra than the smallest number requires", () => {
    fc.assert(
      fc.property(ranges, parallelisms, surges, (range, parallelism, surge) => {
        const found = percents(parallelism, surge, range);
        for (let count = range.min; count <= range.max; count++) {
          const { extra, missing } = bounds(found, count);
          expect(missing).toBeLessThanOrEqual(Math.max(0, parallelism - surge));
          // The smallest percentage that moves one task of `min`.
          const required = bounds({ maximum: 100 + Math.ceil(100 / range.min), minimumHealthy: 100 }, count);
          expect(extra).toBeLessThanOrEqual(Math.max(Math.min(surge, parallelism), required.extra));
        }
      }),
    );
  });

  it("are what ECS accepts", () => {
    fc.assert(
      fc.property(ranges, parallelisms, surges, (range, parallelism, surge) => {
        const { maximum, minimumHealthy } = percents(parallelism, surge, range);
        expect([maximum >= 100, maximum <= 200, minimumHealthy >= 0, minimumHealthy <= 100]).toEqual([
          true,
          true,
          true,
          true,
        ]);
      }),
    );
  });
});

describe("the time for an update", () => {
  const seconds = (parallelism: number, surge: number, count: ReturnType<typeof fixed>, stopSeconds = 20) =>
    updateSeconds(percents(parallelism, surge, count), count, { stopSeconds });
  const BASE = 1200;
  const ROUND = 160;

  it.each([
    [2, 1, 2],
    [40, 1, 40],
    [40, 10, 4],
    [5, 2, 3],
  ])("of %i tasks, %i at once, is that of %i rounds", (replicas, parallelism, rounds) => {
    expect(seconds(parallelism, 0, fixed(replicas))).toBe(BASE + rounds * ROUND);
    expect(seconds(parallelism, parallelism, fixed(replicas))).toBe(BASE + rounds * ROUND);
  });

  it("includes the time to start in each round", () => {
    const slow = { startSeconds: 300, stopSeconds: 20 };
    expect(updateSeconds(percents(1, 1, fixed(2)), fixed(2), slow)).toBe(BASE + 2 * (ROUND + 240));
  });

  it("includes draining and stopping in each round", () => {
    expect(seconds(1, 1, fixed(2), 120)).toBe(BASE + 2 * (ROUND + 200));
  });

  it("is that of the number of tasks that takes the most rounds", () => {
    // 130 percent: 4 of 10 in one round, but 6 one by one.
    expect(seconds(3, 3, scaled(4, 10))).toBe(BASE + 6 * ROUND);
  });
});
