import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Journal } from "../../src/drills/journal";
import { PulumiSite } from "../../src/drills/pulumiSite";
import { TakenNodes } from "../../src/drills/takenNodes";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { fakePulumi } from "../automation/support/pulumi";
import { fakeEngine } from "../engine";
import { temporaryFolder } from "../folder";
import { workloadFileOf } from "../workloadFile";

vi.mock("../../src/orchestrators/engines", () => ({ engineOf: async () => fakeEngine({}) }));

beforeEach(() => void vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test"));
afterEach(() => vi.unstubAllEnvs());

/** The workload that drills know of a deployed stack. */
async function workloadOf(config: Record<string, string> = {}) {
  const { pulumi } = fakePulumi({
    config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])),
    "stack output": { wanted: {}, connection: {}, reference: "web", endpoints: [] },
  });
  const { signal } = new AbortController();
  const interruption = { stop: signal, processes: signal };
  const surroundings = {
    pulumi,
    journal: new Journal(temporaryFolder()),
    nodes: new TakenNodes(temporaryFolder()),
    interruption,
  };
  return (await PulumiSite.find(ORCHESTRATOR_NAMES[0]!, surroundings))!.workload;
}

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
