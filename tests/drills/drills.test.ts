import { beforeAll, describe, expect, it, vi } from "vitest";
import { PROCEDURES } from "../../src/drills";
import { type DrillName, DRILLS } from "../../src/drills/metrics";
import { type Conditions, type Finding, NotSupported } from "../../src/drills/procedure";
import type { Probe } from "../../src/orchestrators/engine";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";
import { countTurns } from "../clock";
import { type Behaviour, PROBE } from "./support/cluster";
import { QUICK } from "./support/conditions";
import { loadOn } from "./support/load";
import { FakeSite } from "./support/site";
import { parseWorkload } from "../../src/workload/schema";

/** The finding of a drill on a cluster that behaves like this. */
async function drill(
  name: DrillName,
  behaviour: Partial<Behaviour> = {},
  changes: Partial<FakeSite> = {},
  changed: Partial<Conditions> = {},
): Promise<Finding> {
  const site = Object.assign(await FakeSite.with(behaviour), changes);
  const conditions = { ...QUICK, startLoad: loadOn(site.cluster), ...changed };
  try {
    return await PROCEDURES[name](site, conditions, () => undefined);
  } finally {
    site.cluster.close();
  }
}

beforeAll(() => countTurns());
// They share the clock, and mostly wait.
vi.setConfig({ maxConcurrency: 40 });

describe.concurrent("an engine that behaves well", () => {
  const names = [
    "deploy",
    "scale",
    "autoscale",
    "kill",
    "hang",
    "update",
    "badRelease",
    "spread",
    "discovery",
    "limits",
    "remove",
  ] as const;
  for (const name of names) {
    it(`passes ${name}`, async () => {
      const { verdict, reason, metrics } = await drill(name);
      expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
      for (const value of Object.values(metrics)) expect(value).not.toBeNull();
    });
  }
});

describe.concurrent("an engine that responds with an error", () => {
  it("fails remove, since it may still run everything", async () => {
    const site = await FakeSite.with();
    const instances = () => Promise.reject(new Error("HTTP 500"));
    const { verdict, reason } = await drill("remove", {}, { engine: { ...site.engine, instances } });
    site.cluster.close();
    expect({ verdict, reason }).toEqual({
      verdict: "failed",
      reason: "the engine does not say what it still runs: HTTP 500",
    });
  });
});

describe.concurrent("an engine without a shared endpoint", () => {
  for (const name of ["scale", "update", "discovery", "hang"] as const) {
    it(`passes ${name} at the endpoints that Pulumi outputs`, async () => {
      const { verdict, reason } = await drill(name, { endpoints: "one for each instance" });
      expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    });
  }
});

/** Misbehaviour with which a drill still completes what it tests. */
const COMPLETED = [
  "stops the old before it starts the new",
  "reaches only one instance",
  "resolves no names",
  "never forgets the dead",
  "sets other limits",
];

describe.concurrent("an engine that misbehaves", () => {
  const cases: [string, DrillName, Partial<Behaviour>, RegExp][] = [
    ["has no room for all", "grow", { scale: "has room for four" }, /^6 instances: Pulumi: no node has room/],
    [
      "never adds an instance",
      "autoscale",
      { autoscale: "never adds" },
      /^no instance was added within 12 s \(/,
    ],
    ["never removes an instance", "autoscale", { autoscale: "never removes" }, /^3 of 2 instances responded/],
    ["starts one too few", "scale", { scale: "starts one too few" }, /4 of 5 instances/],
    [
      "silently keeps the old version",
      "update",
      { update: "silently keeps the old version" },
      /runs version v1, not v2/,
    ],
    ["rolls back silently", "update", { update: "rolls back silently" }, /runs version v1, not v2/],
    ["forgets one instance", "update", { update: "leaves one" }, /runs version v1, not v2/],
    [
      "stops the old before it starts the new",
      "update",
      { update: "stops before it starts" },
      /requests were lost/,
    ],
    ["does not replace a dead instance", "kill", { kill: "never replaces" }, /1 of 2 instances/],
    [
      "reports a dead instance as ready",
      "kill",
      { kill: "reports it as ready" },
      /not detected by the engine/,
    ],
    ["does not detect a hanging instance", "hang", { hang: "ignores" }, /not detected by the engine/],
    [
      "lets an unready release through",
      "badRelease",
      { badRelease: "lets it through" },
      /answered by instances that were never ready/,
    ],
    [
      "reports a bad release as done",
      "badRelease",
      { badRelease: "calls it done" },
      /the bad release counts as successful/,
    ],
    ["reaches only one instance", "spread", { spread: "only to one" }, /1 of 2 instances were reached/],
    [
      "resolves no names",
      "discovery",
      { discovery: "finds nobody" },
      /0 of 2 instances were found by name: no such name/,
    ],
    [
      "never forgets the dead",
      "discovery",
      { discovery: "never forgets" },
      /the dead instance was not forgotten/,
    ],
    [
      "sets no limits",
      "limits",
      { limits: { cpu: null, memory: null } },
      /memory \(MiB\): no limit in force, 128 requested/,
    ],
    [
      "sets other limits",
      "limits",
      { limits: { cpu: 1, memory: 128 } },
      /cpu \(cores\): 1 in force, 0\.25 requested/,
    ],
    ["lets an instance exceed its memory", "limits", { memory: "ignores" }, /not detected by the engine/],
  ];
  for (const [what, name, behaviour, reason] of cases) {
    it(`${what}: ${name} fails`, async () => {
      const found = await drill(name, behaviour);
      expect(found.verdict).toBe("failed");
      expect(found.reason).toMatch(reason);
      // It competes with others if it has its proof; see `competes`.
      expect(typeof found.metrics[DRILLS[name].proof] === "number").toBe(COMPLETED.includes(what));
    });
  }
});

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
    expect(reason).toMatch(/^6 instances: Pulumi: no node has room for another instance; 4 of 6 instances/);
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

describe.concurrent("autoscaling", () => {
  it("measures under a load that needs one more instance than there are at least", async () => {
    const { metrics, facts, timeline } = await drill("autoscale");
    expect(metrics).toMatchObject({ most: 3, lost: 0 });
    expect(facts["load"]).toBe("7 ms of CPU time for each request; 10 a second at rest, 50 or more then");
    expect(timeline!.events.map(({ what }) => what)).toEqual([
      "50 requests per second",
      "one more responds",
      "10 requests per second",
    ]);
  });

  it("raises the rate once if the engine adds none, and then gives up", async () => {
    const { metrics, timeline } = await drill("autoscale", { autoscale: "never adds" });
    expect(metrics).toMatchObject({ addedSeconds: null, removedSeconds: null, most: 2 });
    expect(timeline!.events.map(({ what }) => what)).toEqual([
      "50 requests per second",
      "60 requests per second",
      "10 requests per second",
    ]);
  });

  it("is not supported where nothing scales, with the reason", async () => {
    const orchestrator = Object.values(ORCHESTRATORS).find(
      ({ fidelity }) => fidelity.autoscaling.level === "unsupported",
    )!;
    await expect(drill("autoscale", {}, { orchestrator })).rejects.toThrow(
      new NotSupported(`no autoscaling: ${orchestrator.fidelity.autoscaling.effect}`),
    );
  });

  it.each(["emulator", "stand-in"] as const)("is not supported by an engine that is an %s", async (kind) => {
    const probe = { ...PROBE, kind } as Probe;
    await expect(drill("autoscale", {}, { probe })).rejects.toThrow(
      new NotSupported(
        `how the ${kind} scales says nothing about ${ORCHESTRATORS[ORCHESTRATOR_NAMES[0]!].title}`,
      ),
    );
  });

  it("is not supported if the sample cannot use the CPU that it may use", async () => {
    const workload = parseWorkload({ name: "podium-dev", publicPort: 8087, cpu: 2 });
    await expect(drill("autoscale", {}, { workload })).rejects.toThrow(/^podium:cpu is 2, and an instance/);
  });
});

describe.concurrent("a drill", () => {
  it("distinguishes an instance restarted under its old name from the one before", async () => {
    const { verdict, metrics, facts } = await drill("kill", { kill: "restarts in place" });
    expect(verdict).toBe("passed");
    expect(facts["killedBy"]).toBe(ORCHESTRATORS[ORCHESTRATOR_NAMES[0]!].concepts.kill);
    expect(metrics["recoveredSeconds"]).toBeGreaterThan(0.1);
  });

  it("reports that nobody rolls back if the orchestrator does not support it", async () => {
    const orchestrator = Object.values(ORCHESTRATORS).find(
      ({ fidelity }) => fidelity.rollback.level === "unsupported",
    )!;
    const { verdict, facts, metrics } = await drill(
      "badRelease",
      { badRelease: "stays half done" },
      { orchestrator },
    );
    expect(verdict).toBe("passed");
    expect(facts).toMatchObject({
      rolledBackBy: "nobody (requires another pulumi up)",
      pulumiSays: "the update failed",
    });
    expect(metrics["rolledBackSeconds"]).toBeNull();
  });

  it("is not supported if it needs an engine that cannot be reached", async () => {
    const probe = { reachable: false, reason: "no account", remedy: "" } as const;
    await expect(drill("kill", {}, { probe })).rejects.toThrow(
      new NotSupported("the engine cannot be reached: no account"),
    );
  });

  it.each(["scale", "grow", "discovery"] as const)(
    "is not supported for %s if an autoscaler controls the number of instances",
    async (name) => {
      const autoscaling = { min: 2, max: 4, cpuPercent: 70 };
      const workload = parseWorkload({ name: "podium-dev", publicPort: 8087, autoscaling });
      await expect(drill(name, {}, { workload })).rejects.toThrow(
        new NotSupported("the autoscaler controls the number of instances"),
      );
    },
  );

  it.each(["kill", "discovery"] as const)(
    "fails with an error for %s if the engine does not respond",
    async (name) => {
      const site = await FakeSite.with();
      site.cluster.engine.instances = async () => {
        throw new Error("no response");
      };
      await expect(PROCEDURES[name](site, QUICK, () => undefined)).rejects.toThrow(
        "the engine reports no ready instance",
      );
      site.cluster.close();
    },
  );

  it("measures an update even if the engine cannot be reached", async () => {
    const probe = { reachable: false, reason: "no account", remedy: "" } as const;
    expect(await drill("update", {}, { probe })).toMatchObject({ verdict: "passed" });
  });

  it("has no result if the deployment was not as wanted before", async () => {
    const site = await FakeSite.with();
    site.cluster.instances.pop();
    await expect(PROCEDURES.update(site, QUICK, () => undefined)).rejects.toThrow(
      /^the deployment was not as wanted before the drill: 1 of 2 instances are ready/,
    );
    site.cluster.instances.pop();
    await expect(PROCEDURES.kill(site, QUICK, () => undefined)).rejects.toThrow(/requests were lost/);
    site.cluster.close();
  });
});
