import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demandOf } from "../../src/drills/demand";

describe("the load that needs more instances", () => {
  it.each([
    // At the session's rate, a request would cost too little.
    [2, 0.25, 100, { rate: 35, cost: 10, restRate: 7 }],
    [2, 0.25, 20, { rate: 20, cost: 17.5, restRate: 4 }],
    // At the session's rate, a request would cost too much at once.
    [2, 1, 10, { rate: 47, cost: 29.8, restRate: 9 }],
  ])("for %i instances of %f cores at %i requests per second is %o", (instances, cpu, rate, demand) => {
    expect(demandOf(instances, { cpu }, rate)).toEqual(demand);
  });

  it("uses from 65 to 75% of the instances' CPU, and at rest less than a third", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 5, max: 100 }).map((hundredths) => hundredths / 100),
        fc.integer({ min: 1, max: 2000 }),
        (instances, cpu, session) => {
          const { rate, cost, restRate } = demandOf(instances, { cpu }, session);
          const share = (requests: number) => (requests * cost) / (1000 * instances * cpu);
          expect(share(rate)).toBeGreaterThan(0.65);
          expect(share(rate)).toBeLessThan(0.75);
          expect(share(restRate)).toBeLessThan(0.33);
          expect(cost).toBeGreaterThan(3);
          expect(cost).toBeLessThanOrEqual(30);
        },
      ),
    );
  });
});
