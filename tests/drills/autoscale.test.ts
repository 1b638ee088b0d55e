import { beforeAll, describe, expect, it, vi } from "vitest";
import { NotSupported } from "../../src/drills/procedure";
import type { Engine, Probe } from "../../src/orchestrators/engine";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";
import { parseWorkload } from "../../src/workload/schema";
import { countTurns } from "../clock";
import { type Behaviour, PROBE } from "./support/cluster";
import { drill } from "./support/drill";
import type { FakeSite } from "./support/site";

beforeAll(() => countTurns());
// They share the clock, and mostly wait.
vi.setConfig({ maxConcurrency: 40 });

describe.concurrent("autoscaling", () => {
  /** With less patience than usual, since it has ten times as much. */
  const autoscale = (behaviour: Partial<Behaviour> = {}, changes: Partial<FakeSite> = {}) =>
    drill("autoscale", behaviour, changes, { patienceSeconds: 1 });

  it("measures under a load that needs one more instance than there are at least", async () => {
    const { verdict, reason, metrics, facts, timeline } = await autoscale();
    expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    for (const value of Object.values({ ...metrics, lostWithRetry: 0 })) expect(value).not.toBeNull();
    expect(metrics).toMatchObject({ most: 3, lost: 0 });
    expect(facts["load"]).toBe("10 ms of CPU time for each request; 7 a second at rest, 35 under load");
    expect(timeline!.events.map(({ what }) => what)).toEqual([
      "35 requests per second",
      "one more responds",
      "7 requests per second",
    ]);
  });

  it("fails if the engine adds none", async () => {
    const { verdict, reason, metrics, timeline } = await autoscale({ autoscale: "never adds" });
    expect(verdict).toBe("failed");
    expect(reason).toMatch(/^no instance was added within 4 s \(the percentage/);
    expect(metrics).toMatchObject({ addedSeconds: null, removedSeconds: null, most: 2 });
    expect(timeline!.events.map(({ what }) => what)).toEqual(["35 requests per second"]);
  });

  it("fails if the engine keeps the instance that it has added", async () => {
    const { verdict, reason, metrics } = await autoscale({ autoscale: "never removes" });
    expect(verdict).toBe("failed");
    expect(reason).toMatch(/^3 of 2 instances responded/);
    expect(metrics).toMatchObject({ removedSeconds: null, most: 3 });
    expect(metrics["addedSeconds"]).toBeGreaterThan(0);
  });

  it("has no result if the instances are not ready before the load", async () => {
    const engine = { instances: async () => [] } as unknown as Engine;
    await expect(autoscale({}, { engine })).rejects.toThrow(
      "not ready for the drill: 0 of 2 to 5 instances are ready, according to the engine",
    );
  });

  it("is not supported where nothing scales, with the reason", async () => {
    const orchestrator = Object.values(ORCHESTRATORS).find(
      ({ fidelity }) => fidelity.autoscaling.level === "unsupported",
    )!;
    await expect(autoscale({}, { orchestrator })).rejects.toThrow(
      new NotSupported(`no autoscaling: ${orchestrator.fidelity.autoscaling.effect}`),
    );
  });

  it.each(["emulator", "stand-in"] as const)("is not supported by an engine that is an %s", async (kind) => {
    const probe = { ...PROBE, kind } as Probe;
    await expect(autoscale({}, { probe })).rejects.toThrow(
      new NotSupported(
        `how the ${kind} scales says nothing about ${ORCHESTRATORS[ORCHESTRATOR_NAMES[0]!].title}`,
      ),
    );
  });

  it("is not supported if the sample cannot use the CPU that it may use", async () => {
    const workload = parseWorkload({ name: "podium-dev", publicPort: 8087, cpu: 2 });
    await expect(autoscale({}, { workload })).rejects.toThrow(/^podium:cpu is 2, and an instance/);
  });
});
