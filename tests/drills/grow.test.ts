import { beforeAll, describe, expect, it, vi } from "vitest";
import { NotSupported } from "../../src/drills/procedure";
import { countTurns } from "../clock";
import type { Behaviour } from "./support/cluster";
import { drill } from "./support/drill";

beforeAll(() => countTurns());
// They share the clock, and mostly wait.
vi.setConfig({ maxConcurrency: 40 });

describe.concurrent("growing", () => {
  const growing = (steps: number[], behaviour: Partial<Behaviour> = {}, leftOut?: string) =>
    drill("grow", behaviour, {}, { growth: { steps, leftOut } });

  it("goes from nothing to each number of instances and back to the first", async () => {
    const { verdict, reason, metrics, facts, timeline } = await growing([1, 3, 6]);
    expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    expect(metrics).toMatchObject({ largest: 6, lost: 0 });
    const [one, ...more] = ["1 instance", "3 instances", "6 instances"].map((size) =>
      Number(/^ready after ([\d.]+) s$/.exec(facts[size]!)![1]),
    );
    const further = more.reduce((a, b) => a + b);
    expect(metrics["seconds"]).toBeCloseTo(one! + further, 3);
    expect(metrics["perInstance"]).toBeCloseTo(further / 5, 3);
    expect(metrics["downSeconds"]).not.toBeNull();
    expect(timeline!.events.map(({ what }) => what)).toEqual(
      [3, 6, 1].flatMap((size) => {
        const words = `${size} instance${size === 1 ? "" : "s"}`;
        return [`${words} requested`, "Pulumi finished", `${words} ready`];
      }),
    );
  });

  it("counts the instances in its timeline, which would be too many to name", async () => {
    const { timeline } = await growing([1, 6]);
    const { seconds } = timeline!;
    for (const { answered } of seconds) {
      expect(answered).toHaveLength(1);
      expect(answered[0]).toMatchObject({ version: "v1", instance: null });
    }
    expect(Math.max(...seconds.map(({ ready }) => ready!))).toBe(6);
    expect(seconds.at(-1)!.ready).toBe(1);
  });

  it("ends at the first number that is not reached, and has what it has measured before", async () => {
    const { verdict, reason, metrics, facts } = await growing([1, 3, 6, 9], { scale: "has room for four" });
    expect(verdict).toBe("failed");
    // The fourth may not have got a request yet.
    expect(reason).toMatch(
      /^6 instances: Pulumi: no node has room for another instance; [34] of 6 instances responded; 4 of 6 instances are ready/,
    );
    expect(metrics).toMatchObject({ largest: 3, seconds: null, downSeconds: null });
    expect(metrics["perInstance"]).toBeGreaterThan(0);
    expect(Object.keys(facts).filter((key) => /instance/.test(key))).toEqual(["1 instance", "3 instances"]);
  });

  it("has reached nothing if the first number is not reached", async () => {
    const { verdict, reason, metrics } = await growing([9], { scale: "has room for four" });
    expect({ verdict, reason }).toEqual({
      verdict: "failed",
      reason: "9 instances: Pulumi: no node has room for another instance",
    });
    expect(new Set(Object.values(metrics))).toEqual(new Set([null]));
  });

  it("says which numbers were not tried, and why the engine was not measured", async () => {
    const { verdict, leftOut } = await growing([1, 3], {}, "50 instances, since that is more");
    expect(verdict).toBe("passed");
    expect(leftOut).toBe(
      `50 instances, since that is more; what the engine uses, since the engine does not run on this machine`,
    );
  });

  it("is not supported if there is room for no number", async () => {
    await expect(growing([], {}, "5 instances, since that is more")).rejects.toThrow(
      new NotSupported("no number of instances is left to try: 5 instances, since that is more"),
    );
  });
});
