import { beforeAll, describe, expect, it, vi } from "vitest";
import { PROCEDURES } from "../../src/drills";
import { pause } from "../../src/common/pause";
import { type DrillName, DRILLS } from "../../src/drills/metrics";
import { NotSupported } from "../../src/drills/procedure";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";
import type { Instance } from "../../src/orchestrators/engine";
import { countTurns } from "../clock";
import type { Behaviour } from "./support/cluster";
import { QUICK } from "./support/conditions";
import { drill } from "./support/drill";
import { loadOn } from "./support/load";
import { FakeSite } from "./support/site";
import { parseWorkload } from "../../src/workload/schema";

beforeAll(() => countTurns());
// They share the clock, and mostly wait.
vi.setConfig({ maxConcurrency: 40 });

describe.concurrent("an engine that behaves well", () => {
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
      const missing = Object.keys(metrics).filter((key) => metrics[key] === null);
      expect(missing).toEqual("lost" in metrics ? ["lostWithRetry"] : []);
    });
  }
});

describe.concurrent("deploy", () => {
  const deployed = async (up: (site: FakeSite, release: () => Promise<void>) => Promise<void>) => {
    const site = await FakeSite.with();
    const release = site.up.bind(site);
    site.up = () => up(site, release);
    const conditions = { ...QUICK, startLoad: loadOn(site.cluster) };
    const { metrics } = await PROCEDURES.deploy(site, conditions, () => undefined);
    site.cluster.close();
    return metrics as { seconds: number; pulumiSeconds: number };
  };

  it("counts until the instances respond, not until Pulumi has noticed", async () => {
    const { seconds, pulumiSeconds } = await deployed(async (_, release) => {
      await release();
      await pause(1);
    });
    expect(pulumiSeconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(0.8);
  });

  it("counts until they respond for good", async () => {
    const { seconds } = await deployed(async ({ cluster }, release) => {
      await release();
      await pause(0.5);
      cluster.removeAll();
      await pause(0.5);
      await release();
      await pause(0.5);
    });
    expect(seconds).toBeGreaterThan(1);
  });
});

describe.concurrent("an engine with several nodes", () => {
  const nodes = ["n1", "n2"];

  it("has in its timelines what ran on which node", async () => {
    const { timeline } = await drill("kill", { nodes });
    const changes = timeline!.instances!;
    const first = changes.filter(({ at }) => at === changes[0]!.at);
    expect(first.map(({ state, node }) => `${state} on ${node}`)).toEqual(["ready on n1", "ready on n2"]);
    const gone = changes.find(({ state }) => state === "gone")!;
    const later = changes.filter(({ at, id }) => at >= gone.at && id !== gone.id);
    expect(later).toMatchObject([{ state: "ready", node: first.find(({ id }) => id === gone.id)!.node }]);
  });

  it("has in its spread how many instances run on each, and which requests got there", async () => {
    const { facts } = await drill("spread", { nodes });
    expect(facts["instancesPerNode"]).toBe("n1: 1, n2: 1");
    expect(facts).not.toHaveProperty("instancesPerZone");
    const shares = Object.entries(facts).filter(([key]) => key.startsWith("i-"));
    expect(shares.map(([, share]) => share.replace(/^\d+/, "N")).sort()).toEqual([
      "N requests, on n1",
      "N requests, on n2",
    ]);
  });

  for (const name of ["kill", "discovery"] as const) {
    it(`has an instance killed by ${name} that is within reach`, async () => {
      const site = await FakeSite.with({ nodes });
      const withinReach = async (instances: Instance[]) => instances.filter(({ node }) => node === "n2");
      const kill = vi.fn(site.engine.kill);
      const second = site.cluster.instances.find(({ node }) => node === "n2")!.id;
      const conditions = { ...QUICK, startLoad: loadOn(site.cluster) };
      site.engine = { ...site.engine, withinReach, kill };
      const { verdict } = await PROCEDURES[name](site, conditions, () => undefined);
      site.cluster.close();
      expect(verdict).toBe("passed");
      expect(kill.mock.calls.map(([, id]) => id)).toEqual([second]);
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

describe.concurrent("several endpoints", () => {
  it("are one and the same to spread if all instances share them", async () => {
    const { verdict, reason, metrics } = await drill("spread", { endpoints: "two that are shared" });
    expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    expect(metrics).toMatchObject({ reached: 2, lost: 0, lostWithRetry: 0 });
  });

  it("are none to spread if each instance has its own, even a single one", async () => {
    const site = await FakeSite.with({ endpoints: "one for each instance" });
    const outputs = { ...site.outputs, endpoints: site.outputs.endpoints.slice(0, 1) };
    Object.defineProperty(site, "outputs", { value: outputs });
    await expect(PROCEDURES["spread"](site, QUICK, () => undefined)).rejects.toThrow("no shared endpoint");
    site.cluster.close();
  });

  it("lose less to a client that retries at the next one", async () => {
    const { metrics } = await drill("kill", { endpoints: "one for each instance" });
    expect(metrics["lost"]).toBeGreaterThan(0);
    expect(metrics["lostWithRetry"]).toBe(0);
  });

  it("lose as much to any client where all of them fail", async () => {
    const behaviour = { endpoints: "two that are shared", update: "stops before it starts" } as const;
    const { metrics } = await drill("update", behaviour);
    expect(metrics["lost"]).toBeGreaterThan(0);
    expect(metrics["lostWithRetry"]).toBeGreaterThan(0);
    expect(metrics["lostWithRetry"]).toBeLessThanOrEqual(metrics["lost"]!);
  });
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

  /** Asked more often than a warm-up asks. */
  const LOOKS = 60;

  it("waits for what still happens to the deployment before it begins", async () => {
    const site = await FakeSite.with();
    const { cluster, engine } = site;
    const { instances } = engine;
    const missing = cluster.instances.pop()!;
    let looks = 0;
    engine.instances = (reference) => {
      if (++looks === LOOKS) cluster.instances.push(missing);
      return instances(reference);
    };
    expect(await PROCEDURES.kill(site, QUICK, () => undefined)).toMatchObject({ verdict: "passed" });
    cluster.close();
  });

  it("begins only when the engine has ended an update that it still watches", async () => {
    const site = await FakeSite.with();
    const { cluster, engine } = site;
    const { kill } = engine;
    let looks = 0;
    engine.rollout = async () => ({ state: ++looks < LOOKS ? "running" : "done", detail: "" });
    const found: number[] = [];
    engine.kill = (...args) => {
      found.push(looks);
      return kill(...args);
    };
    await PROCEDURES.kill(site, QUICK, () => undefined);
    expect(found).toEqual([LOOKS]);
    cluster.close();
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
