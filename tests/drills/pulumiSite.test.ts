import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Journal } from "../../src/drills/journal";
import { PulumiSite } from "../../src/drills/pulumiSite";
import { type TakenNode, TakenNodes } from "../../src/drills/takenNodes";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { deployed, fakePulumi } from "../automation/support/pulumi";
import { fakeEngine } from "../engine";
import { temporaryFolder } from "../folder";
import { workloadFileOf } from "../workloadFile";

vi.mock("../../src/orchestrators/engines", () => ({ engineOf: async () => fakeEngine({}) }));

beforeEach(() => void vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test"));
afterEach(() => vi.unstubAllEnvs());

/** A deployed stack. */
async function siteOf(config: Record<string, string> = {}, nodes = new TakenNodes(temporaryFolder())) {
  const { pulumi } = fakePulumi({
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])),
    "stack export": deployed({ wanted: {}, connection: {}, reference: "web", endpoints: [] }),
  });
  const { signal } = new AbortController();
  const interruption = { stop: signal, processes: signal };
  const surroundings = { pulumi, journal: new Journal(temporaryFolder()), nodes, interruption };
  return (await PulumiSite.find(ORCHESTRATOR_NAMES[0]!, surroundings))!;
}

/** The workload that drills know of it. */
const workloadOf = async (config?: Record<string, string>) => (await siteOf(config)).workload;

it("knows the configured workload", async () => {
  const workload = await workloadOf({ "podium:replicas": "3", "aws:region": "x" });
  expect(workload).toMatchObject({ replicas: 3, cpu: 0.25 });
});

it("knows it over the workload file, as the program does", async () => {
  const content = `replicas: 5\ncpu: 0.5\nhealth: {path: /up}\n`;
  vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf(content));
  const workload = await workloadOf({ "podium:replicas": "3", "podium:health": '{"interval":9}' });
  expect(workload).toMatchObject({ replicas: 3, cpu: 0.5, health: { path: "/up", interval: 9 } });
});

describe("a node that a drill takes", () => {
  const TAKEN: TakenNode = { how: "stopped", node: "two", start: [process.execPath, "-e", ""] };
  let nodes: TakenNodes;
  beforeEach(() => void (nodes = new TakenNodes(temporaryFolder())));

  it("is recorded before it is taken", async () => {
    const site = await siteOf({}, nodes);
    const action = vi.fn(async () => {
      expect(nodes.find(site.name)).toEqual(TAKEN);
      throw new Error("it does not stop");
    });
    await expect(site.takeNode(TAKEN, action)).rejects.toThrow("it does not stop");
    expect(action).toHaveBeenCalled();
    expect(nodes.names).toEqual([site.name]);
  });

  it.each(["giveNodeBack", "restore", "close"] as const)("comes back with %s", async (way) => {
    const site = await siteOf({}, nodes);
    await site.takeNode(TAKEN, async () => undefined);
    await site[way](() => undefined);
    expect(nodes.names).toEqual([]);
  });
});
