import { beforeAll, describe, expect, it, vi } from "vitest";
import { PROCEDURES } from "../../src/drills";
import { DRILLS } from "../../src/drills/metrics";
import { suitable } from "../../src/drills/nodes";
import { type Conditions, type Finding, NotSupported } from "../../src/drills/procedure";
import { ORCHESTRATORS } from "../../src/orchestrators";
import type { ClusterNode } from "../../src/orchestrators/engine";
import type { Orchestrator } from "../../src/orchestrators/orchestrator";
import { countTurns } from "../clock";
import { type Behaviour, PROBE } from "./support/cluster";
import { QUICK } from "./support/conditions";
import { loadOn } from "./support/load";
import { FakeSite } from "./support/site";

const COMMANDS = { stop: ["stop", "{node}"], start: ["start", "{node}"] };
const DRAINING: Orchestrator = Object.values(ORCHESTRATORS).find(({ drains }) => drains === "everything")!;

interface Setting {
  behaviour?: Partial<Behaviour>;
  conditions?: Partial<Conditions>;
  site?: Partial<FakeSite>;
  /** Where all instances run first; by default they are spread. */
  allOn?: string;
}

/** The finding of a drill on a cluster of three nodes, and what became of them. */
async function drill(
  name: "drain" | "nodeLoss",
  { behaviour, conditions, site: changes, allOn }: Setting = {},
): Promise<Finding & { log: string[] }> {
  const site = Object.assign(await FakeSite.with({ nodes: ["one", "two", "three"], ...behaviour }), {
    orchestrator: DRAINING,
    ...changes,
  });
  if (allOn) for (const each of site.cluster.instances) each.node = allOn;
  const all = { ...QUICK, nodeCommands: COMMANDS, startLoad: loadOn(site.cluster), ...conditions };
  try {
    return { ...(await PROCEDURES[name](site, all, () => undefined)), log: site.log };
  } finally {
    site.cluster.close();
  }
}

beforeAll(() => countTurns());
// They share the clock, and mostly wait.
vi.setConfig({ maxConcurrency: 40 });

describe.concurrent("draining a node", () => {
  it("measures how long its instances take to move, and gives it back", async () => {
    const { verdict, reason, metrics, facts, log, timeline } = await drill("drain");
    expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    expect(metrics).toMatchObject({ fewestReady: 2, lost: 0 });
    expect(metrics["seconds"]).toBeGreaterThan(0.05);
    expect(facts).toMatchObject({
      node: "two",
      drained: "told to",
      budget: "held: at most one instance was missing at a time",
      spread: "one: 1, three: 1, two: 0",
    });
    expect(log).toEqual(["two drained", "two given back"]);
    expect(timeline!.events.map(({ what }) => what)).toEqual([
      "two is drained",
      "all instances run on other nodes",
      "two takes instances again",
    ]);
  });

  it("counts the instances that are ready meanwhile", async () => {
    const { verdict, metrics } = await drill("drain", { behaviour: { drain: "ends first" } });
    expect({ verdict, ...metrics }).toMatchObject({ verdict: "passed", fewestReady: 1, lost: 0 });
  });

  it("reports a disruption budget that is not held", async () => {
    const { metrics, facts } = await drill("drain", { behaviour: { drain: "ends all first" }, allOn: "two" });
    expect(metrics["fewestReady"]).toBe(0);
    expect(facts["budget"]).toBe("not held: 2 instances were missing at once");
  });

  it("fails if requests are lost", async () => {
    const { verdict, reason, metrics } = await drill("drain", { behaviour: { drain: "forgets requests" } });
    expect(verdict).toBe("failed");
    expect(reason).toMatch(/requests were lost/);
    expect(metrics["seconds"]).not.toBeNull();
  });

  it("fails if instances stay, and gives the node back nevertheless", async () => {
    const { verdict, reason, metrics, log } = await drill("drain", { behaviour: { drain: "leaves them" } });
    expect({ verdict, reason }).toEqual({ verdict: "failed", reason: "1 instances are still on two" });
    expect(metrics[DRILLS.drain.proof]).toBeNull();
    expect(log).toEqual(["two drained", "two given back"]);
  });

  it("is not supported where no API of the orchestrator drains nodes, with the reason", async () => {
    const orchestrator = Object.values(ORCHESTRATORS).find(({ drains }) => !drains)!;
    await expect(drill("drain", { site: { orchestrator } })).rejects.toThrow(
      new NotSupported(`a node cannot be drained: ${orchestrator.concepts.drain}`),
    );
  });

  it("moves everything on a node of somebody else's cluster only if the node is named", async () => {
    const probe = { ...PROBE, local: false } as typeof PROBE;
    await expect(drill("drain", { site: { probe } })).rejects.toThrow(
      /^whatever runs on the node would move, .* name a node with --node$/,
    );
    expect(await drill("drain", { site: { probe }, conditions: { node: "one" } })).toMatchObject({
      verdict: "passed",
      facts: { node: "one" },
    });
    const orchestrator = { ...DRAINING, drains: "the deployment" } as const;
    expect(await drill("drain", { site: { probe, orchestrator } })).toMatchObject({ verdict: "passed" });
  });
});

describe.concurrent("losing a node", () => {
  it("measures how long the engine takes to know and to replace, and brings it back", async () => {
    const { verdict, reason, metrics, facts, log, timeline } = await drill("nodeLoss");
    expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    expect(metrics["lost"]).toBeGreaterThan(0);
    expect(metrics["noticedSeconds"]).toBeGreaterThan(0);
    expect(metrics["lostSeconds"]).toBeGreaterThan(0);
    expect(metrics["recoveredSeconds"]).toBeGreaterThanOrEqual(metrics["lostSeconds"]!);
    expect(metrics["twiceSeconds"]).toBe(0);
    expect(facts).toMatchObject({
      node: "two",
      spreadBefore: "one: 1, three: 0, two: 1",
      spreadWithout: "one: 1, three: 1",
      spreadAfter: "one: 1, three: 1, two: 0",
    });
    expect(facts["lostHow"]).toMatch(/requests were lost: \d+ reset/);
    expect(log).toEqual(["two stopped", "two given back"]);
    expect(timeline!.events.map(({ what }) => what)).toEqual([
      "two is lost",
      "full strength on the other nodes",
      "two comes back",
      "two takes instances again",
    ]);
  });

  it("fails if its instances are not replaced, and brings it back nevertheless", async () => {
    const { verdict, reason, metrics, log } = await drill("nodeLoss", {
      behaviour: { loss: "never replaces" },
    });
    expect(verdict).toBe("failed");
    expect(reason).toMatch(/^1 of 2 instances/);
    expect(metrics).toMatchObject({ recoveredSeconds: null, twiceSeconds: null });
    expect(log).toEqual(["two stopped", "two given back"]);
  });

  it("counts only the instances on other nodes, whatever the engine keeps of the one that is lost", async () => {
    const behaviour = { loss: "keeps them until it is back" } as const;
    const { verdict, reason, metrics } = await drill("nodeLoss", { behaviour });
    expect({ verdict, reason }).toEqual({ verdict: "passed", reason: undefined });
    expect(metrics["recoveredSeconds"]).toBeLessThan(1);
  });

  it("fails if the engine does not get it back", async () => {
    const { verdict, reason } = await drill("nodeLoss", { behaviour: { loss: "never gets it back" } });
    expect({ verdict, reason }).toEqual({
      verdict: "failed",
      reason: "after its return: two is not ready",
    });
  });

  it("measures for how long instances run twice after its return", async () => {
    const { verdict, metrics, facts } = await drill("nodeLoss", { behaviour: { loss: "runs twice" } });
    expect(verdict).toBe("passed");
    expect(metrics["twiceSeconds"]).toBeGreaterThan(0.15);
    expect(facts["spreadAfter"]).toBe("one: 1, three: 1, two: 0");
  });

  it("stops nobody's machine unasked", async () => {
    await expect(drill("nodeLoss", { conditions: { nodeCommands: undefined } })).rejects.toThrow(
      /^Podium stops no machine that it has not started itself: --stop-node and --start-node/,
    );
  });
});

describe.concurrent("the node of a drill", () => {
  const reasonFor = (setting: Setting) =>
    drill("nodeLoss", setting).then(
      ({ facts }) => facts["node"],
      (error: Error) => (error instanceof NotSupported ? error.message : error),
    );

  it("is none where users see no nodes", async () => {
    const { concepts } = DRAINING;
    expect(await reasonFor({ behaviour: { nodes: [] } })).toBe(`no node can be chosen: ${concepts.node}`);
  });

  it("is none where there is only one", async () => {
    expect(await reasonFor({ behaviour: { nodes: ["one"] } })).toBe(
      "needs two nodes, and there is one: docs/drills.md#nodes says how to get more",
    );
  });

  it("is the one that the user names, if it takes instances and has one", async () => {
    expect(await reasonFor({ conditions: { node: "one" } })).toBe("one");
    expect(await reasonFor({ conditions: { node: "four" } })).toBe(
      "no node called four takes instances, only one, two, three",
    );
  });

  it("gets instances by an update if it has none", async () => {
    const { facts, log } = await drill("drain", { allOn: "one" });
    expect(["two", "three"]).toContain(facts["node"]);
    expect(log).toEqual([`${facts["node"]} drained`, `${facts["node"]} given back`]);
  });

  it("is none if an update gives it none", async () => {
    expect(await reasonFor({ allOn: "one", behaviour: { update: "silently keeps the old version" } })).toBe(
      "the engine places no instance on a node that could be taken out of service",
    );
  });

  it("is neither a manager nor where requests arrive, unless clients have other addresses", () => {
    const names = ["one", "two", "three"];
    const found = (endpoints: string[], ...addresses: string[]) => {
      const nodes = names.map((name, index): ClusterNode => {
        return { name, state: "ready", isManager: index === 0, address: addresses[index] };
      });
      return suitable(nodes, endpoints).map(({ name }) => name);
    };
    const addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
    expect(found(["http://10.0.0.1:80"], ...addresses)).toEqual(["two", "three"]);
    expect(found(["http://10.0.0.2:80"], ...addresses)).toEqual(["three"]);
    expect(found(["http://two:80"])).toEqual(["three"]);
    expect(found(["http://10.0.0.2:80", "http://10.0.0.1:80"], ...addresses)).toEqual(["two", "three"]);
  });

  it("is none if all control the cluster, or only one takes instances", () => {
    const node = (name: string, changes: Partial<ClusterNode> = {}): ClusterNode => {
      return { name, state: "ready", isManager: true, ...changes };
    };
    expect(() => suitable([node("one"), node("two")], [])).toThrow(
      /helps to control the cluster: --node takes one of one, two nevertheless$/,
    );
    expect(() => suitable([node("one"), node("two", { state: "draining" })], [])).toThrow(
      "needs two nodes that take instances",
    );
  });
});
