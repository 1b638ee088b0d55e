import { describe, expect, it } from "vitest";
import { patienceSeconds } from "../../../src/orchestrators/nomad/timing";
import { workloadOf } from "../../program";

const seconds = (max: number, parallelism: number, stopSeconds = 20) =>
  patienceSeconds(workloadOf({ update: { parallelism }, stopSeconds }), { initial: 2, min: 2, max });

describe("the time that Pulumi gives Nomad", () => {
  it.each([
    [2, 1, 3],
    [100, 1, 101],
    [100, 10, 11],
    [5, 2, 4],
  ])("for %i instances, %i at once, is that of %i batches", (max, parallelism, batches) => {
    expect(seconds(max, parallelism)).toBe(120 + batches * (90 + 3 + 20));
  });

  it("includes the time to start", () => {
    const slow = patienceSeconds(workloadOf({ startSeconds: 300 }), { initial: 2, min: 2, max: 2 });
    expect(slow).toBe(seconds(2, 1) + 4 * 270);
  });

  it("includes the time to stop", () => {
    expect(seconds(2, 1, 30)).toBe(seconds(2, 1) + 3 * 10);
  });
});
