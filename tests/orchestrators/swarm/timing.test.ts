import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  convergeSeconds,
  firstLookSeconds,
  goDuration,
  graceSeconds,
  monitorSeconds,
} from "../../../src/orchestrators/swarm/timing";
import { workloadOf } from "../../program";

describe("the times of a Swarm service", () => {
  it.each([
    [0, "0s"],
    [59, "59s"],
    [60, "1m"],
    [61, "1m1s"],
    [3600, "1h"],
    [3605, "1h0m5s"],
    [3660, "1h1m"],
  ])("writes %i s in Go's notation: %s", (seconds, text) => {
    expect(goDuration(seconds)).toBe(text);
  });

  it("writes any time so that it means the same", () => {
    const factors: Record<string, number> = { h: 3600, m: 60, s: 1 };
    fc.assert(
      fc.property(fc.nat(100_000), (seconds) => {
        const parts = [...goDuration(seconds).matchAll(/(\d+)([hms])/g)];
        const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * factors[unit!]!, 0);
        expect(sum).toBe(seconds);
      }),
    );
  });

  it("leaves a task five seconds more to stop than it is configured to need", () => {
    expect(graceSeconds(workloadOf({ stopSeconds: 7 }))).toBe(12);
  });

  it("monitors an updated task until one that hangs is detected and stopped", () => {
    const health = { path: "/", interval: 10, timeout: 5, failures: 2 };
    expect(monitorSeconds(workloadOf({ health, stopSeconds: 7 }))).toBe(2 * (10 + 5) + (7 + 5) + 1);
  });

  it("looks at a new service when its first check should have passed", () => {
    expect(firstLookSeconds({ interval: 10 })).toBe(12);
    expect(firstLookSeconds()).toBe(2);
  });

  it("waits longer for more batches, and for tasks that take longer to stop", () => {
    const seconds = (parallelism: number, stopSeconds = 20) =>
      convergeSeconds(workloadOf({ update: { parallelism }, stopSeconds }), { initial: 5, min: 5, max: 5 });
    expect(seconds(1)).toBe(60 + 2 * 5 * (30 + 25) + 46);
    expect(seconds(2)).toBe(60 + 2 * 3 * (30 + 25) + 46);
    expect(seconds(2, 60)).toBe(60 + 2 * 3 * (30 + 65) + 86);
    const slow = convergeSeconds(workloadOf({ startSeconds: 300 }), { initial: 5, min: 5, max: 5 });
    expect(slow).toBe(60 + 2 * 5 * (300 + 25) + 46);
  });
});
