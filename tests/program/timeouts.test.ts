import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rolloutSeconds, timeouts } from "../../src/program/timeouts";

describe("the time for a rollout", () => {
  it.each([
    [{ count: 1, atOnce: 1 }, 50],
    [{ count: 40, atOnce: 1 }, 2000],
    [{ count: 40, atOnce: 3 }, 700],
    [{ count: 3, atOnce: 100 }, 50],
  ])("of %j, 30 s to start and 20 s to stop, is %i s", (rollout, seconds) => {
    expect(rolloutSeconds({ ...rollout, startSeconds: 30, stopSeconds: 20 })).toBe(seconds);
  });

  it("grows with the work, and never with the size of a batch", () => {
    const number = fc.integer({ min: 1, max: 100 });
    const rollouts = fc.record({ count: number, atOnce: number, startSeconds: number, stopSeconds: number });
    fc.assert(
      fc.property(rollouts, (rollout) => {
        const seconds = rolloutSeconds(rollout);
        const { count, atOnce, startSeconds, stopSeconds } = rollout;
        expect(rolloutSeconds({ ...rollout, count: count + atOnce })).toBeGreaterThan(seconds);
        expect(rolloutSeconds({ ...rollout, startSeconds: startSeconds + 1 })).toBeGreaterThan(seconds);
        expect(rolloutSeconds({ ...rollout, stopSeconds: stopSeconds + 1 })).toBeGreaterThan(seconds);
        expect(rolloutSeconds({ ...rollout, atOnce: atOnce + 1 })).toBeLessThanOrEqual(seconds);
      }),
    );
  });

  it("is Pulumi's timeout for creating and updating", () => {
    expect(timeouts(90)).toEqual({ create: "90s", update: "90s" });
  });
});
