import { describe, expect, it, vi } from "vitest";
import { PROCEDURES } from "../../src/drills";
import { startLoadHere } from "../../src/drills/load";
import { type DrillName, DRILLS } from "../../src/drills/metrics";
import { type Conditions, type Finding, NotSupported } from "../../src/drills/procedure";
import { parseWorkload } from "../../src/workload/workload";
import type { Behaviour } from "./support/cluster";
import { FakeSite } from "./support/site";

const CONDITIONS: Conditions = {
  rate: 50,
  startLoad: startLoadHere,
  timeoutSeconds: 2.5,
  warmSeconds: 0.5,
  lookSeconds: 0.02,
  settleSeconds: 0.4,
  patienceSeconds: 3,
  stop: new AbortController().signal,
};

/** What a drill finds out about a cluster that behaves like this. */
async function drill(
  name: DrillName,
  behaviour: Partial<Behaviour> = {},
  changes: Partial<FakeSite> = {},
): Promise<Finding> {
  // It asks for a certain number of requests, however long they take.
  const conditions = name === "spread" ? { ...CONDITIONS, rate: 100, timeoutSeconds: 10 } : CONDITIONS;
  const site = Object.assign(await FakeSite.with(behaviour), changes);
  try {
    return await PROCEDURES[name](site, conditions, () => undefined);
  } finally {
    site.cluster.close();
  }
}

// They mostly wait. On a busy machine each may wait for long.
vi.setConfig({ maxConcurrency: 8, testTimeout: 60_000 });

describe.concurrent("an engine that does what it should", () => {
  const names = [
    "deploy",
    "scale",
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

describe.concurrent("an engine without a shared endpoint", () => {
  for (const name of ["scale", "update", "discovery", "hang"] as const) {
    it(`passes ${name}, asked where Pulumi says that its instances are`, async () => {
      const { verdict, reason } = await drill(name, { endpoints: "one for each instance" });
      expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    });
  }
});

/** Misbehaviour that does not keep what a drill tries from coming about. */
const CAME_ABOUT = [
  "stops the old before it starts the new",
  "reaches only one instance",
  "knows no names",
  "never forgets the dead",
  "sets other limits",
];

describe.concurrent("an engine that misbehaves", () => {
  const cases: [string, DrillName, Partial<Behaviour>, RegExp][] = [
    ["starts one too few", "scale", { scale: "starts one too few" }, /4 of 5 instances/],
    [
      "keeps the old version and says nothing",
      "update",
      { update: "silently keeps the old version" },
      /answers with version v1, not v2/,
    ],
    [
      "rolls back and says nothing",
      "update",
      { update: "rolls back silently" },
      /answers with version v1, not v2/,
    ],
    ["forgets one instance", "update", { update: "leaves one" }, /answers with version v1, not v2/],
    [
      "stops the old before it starts the new",
      "update",
      { update: "stops before it starts" },
      /requests were lost/,
    ],
    ["does not replace a dead instance", "kill", { kill: "never replaces" }, /1 of 2 instances/],
    ["takes a dead instance for ready", "kill", { kill: "takes it for ready" }, /nobody has noticed/],
    ["does not see that an instance hangs", "hang", { hang: "ignores" }, /nobody has noticed/],
    [
      "lets an unready release through",
      "badRelease",
      { badRelease: "lets it through" },
      /answered by instances that were never ready/,
    ],
    [
      "calls a bad release done",
      "badRelease",
      { badRelease: "calls it done" },
      /the release passes for a good one/,
    ],
    ["reaches only one instance", "spread", { spread: "only to one" }, /1 of 2 instances were reached/],
    [
      "knows no names",
      "discovery",
      { discovery: "finds nobody" },
      /0 of 2 instances were found by name: no such name/,
    ],
    [
      "never forgets the dead",
      "discovery",
      { discovery: "never forgets" },
      /the dead instance is not forgotten/,
    ],
    [
      "sets no limits",
      "limits",
      { limits: { cpu: null, memory: null } },
      /no limit is in force, 128 MiB were asked for/,
    ],
    [
      "sets other limits",
      "limits",
      { limits: { cpu: 1, memory: 128 } },
      /1 cores are in force, 0.25 cores were asked for/,
    ],
    ["lets an instance exceed its memory", "limits", { memory: "ignores" }, /nobody has noticed/],
  ];
  for (const [what, name, behaviour, reason] of cases) {
    it(`${what}: ${name} fails`, async () => {
      const found = await drill(name, behaviour);
      expect(found.verdict).toBe("failed");
      expect(found.reason).toMatch(reason);
      // With its proof it competes with others: see `competes`.
      expect(typeof found.metrics[DRILLS[name].proof] === "number").toBe(CAME_ABOUT.includes(what));
    });
  }
});

describe.concurrent("results that are not just passed or failed", () => {
  it("tell an instance restarted under its old name from the one before", async () => {
    const { verdict, metrics, facts } = await drill("kill", { kill: "restarts in place" });
    expect(verdict).toBe("passed");
    expect(facts["killedBy"]).toMatch(/^pod deleted without grace: SIGTERM, /);
    expect(metrics["recoveredSeconds"]).toBeGreaterThan(0.1);
  });

  it("say that nobody rolls back where the orchestrator has nothing of the kind", async () => {
    const { verdict, facts, metrics } = await drill("badRelease", { badRelease: "stays half done" });
    expect(verdict).toBe("passed");
    expect(facts).toMatchObject({
      rolledBackBy: "nobody: it takes another pulumi up",
      pulumiSays: "the update failed",
    });
    expect(metrics["rolledBackSeconds"]).toBeNull();
  });

  it("are that the engine cannot be asked", async () => {
    const probe = { reachable: false, reason: "no account", remedy: "" } as const;
    await expect(drill("kill", {}, { probe })).rejects.toThrow(
      new NotSupported("the engine cannot be asked: no account"),
    );
  });

  it.each(["scale", "discovery"] as const)(
    "are none of %s where the number is the autoscaler's",
    async (name) => {
      const autoscaling = { min: 2, max: 4, cpuPercent: 70 };
      const workload = parseWorkload({ name: "podium-dev", publicPort: 8087, autoscaling });
      await expect(drill(name, {}, { workload })).rejects.toThrow(
        new NotSupported("the number of instances is left to the autoscaler"),
      );
    },
  );

  it.each(["kill", "discovery"] as const)(
    "are none of %s where the engine does not answer then",
    async (name) => {
      const site = await FakeSite.with();
      site.cluster.engine.instances = async () => {
        throw new Error("no answer");
      };
      await expect(PROCEDURES[name](site, CONDITIONS, () => undefined)).rejects.toThrow(
        "the engine tells of no ready instance",
      );
      site.cluster.close();
    },
  );

  it("still tell of an update where the engine cannot be asked", async () => {
    const probe = { reachable: false, reason: "no account", remedy: "" } as const;
    expect(await drill("update", {}, { probe })).toMatchObject({ verdict: "passed" });
  });

  it("are no results where the deployment was not as wanted before", async () => {
    const site = await FakeSite.with();
    site.cluster.instances.pop();
    await expect(PROCEDURES.update(site, CONDITIONS, () => undefined)).rejects.toThrow(
      /^it was not as wanted before: the engine has 1 of 2 instances ready/,
    );
    site.cluster.instances.pop();
    await expect(PROCEDURES.kill(site, CONDITIONS, () => undefined)).rejects.toThrow(/requests were lost/);
    site.cluster.close();
  });
});
