import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { configuredConnection } from "../../src/automation/target";
import type { DrillName } from "../../src/drills/metrics";
import type { DrillRun, Results } from "../../src/drills/result";
import type { OrchestratorName } from "../../src/orchestrators";
import { closeEngines, engineOf } from "../../src/orchestrators/engines";
import { podium } from "../command";
import { localEngines } from "./engines";

/** Only real engines with enough nodes: on the others, the drills are not supported. */
const WITH_NODES = await clusters(3);
/** Commands that stop a node and start it again, with `{node}` for its name, e.g. `docker kill {node}`. */
const { PODIUM_STOP_NODE: STOP, PODIUM_START_NODE: START } = process.env;
/** With its defaults, Kubernetes replaces the instances of a lost node after six minutes: too long for every change. */
const LOSING = STOP && START ? WITH_NODES.filter((name) => name !== "kubernetes") : [];

const INSTANCES = 4;
/** Requests per second. */
const RATE = 50;

async function clusters(nodes: number): Promise<OrchestratorName[]> {
  const found: OrchestratorName[] = [];
  for (const name of await localEngines("real")) {
    const engine = await engineOf(name, configuredConnection(name));
    if ((await engine.nodes()).length >= nodes) found.push(name);
  }
  return found;
}

/** One run of a drill on each of these, with four instances. */
async function drill(only: DrillName, names: OrchestratorName[], options: string[] = []) {
  const args = ["drill", ...names, "--only", only, "--runs", "1", "--rate", `${RATE}`, "--json", ...options];
  const { stdout, stderr } = await podium(args);
  if (!stdout) throw new Error(stderr);
  return (JSON.parse(stdout) as Results).runs;
}

const runOn = (runs: DrillRun[], name: OrchestratorName) => {
  const { verdict, reason, metrics, facts } = runs.find(({ orchestrator }) => orchestrator === name)!;
  return { verdict, reason, metrics, facts };
};

/** The nodes that do not take instances. */
async function missing(name: OrchestratorName): Promise<string[]> {
  const engine = await engineOf(name, configuredConnection(name));
  return (await engine.nodes()).filter(({ state }) => state !== "ready").map(({ name }) => name);
}

const folder = mkdtempSync(join(tmpdir(), "podium-nodes-"));
beforeAll(() => {
  const file = join(folder, "podium.yaml");
  writeFileSync(file, `replicas: ${INSTANCES}\ncpu: 0.1\nmemory: 64\n`);
  vi.stubEnv("PODIUM_WORKLOAD_FILE", file);
});
afterAll(async () => {
  await podium(["down"]);
  await closeEngines();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const said = (names: string[], none: string) => (names.length ? names.join(", ") : none);

describe.skipIf(!WITH_NODES.length)(
  `draining one of three nodes: ${said(WITH_NODES, "no engine has them")}`,
  () => {
    let runs: DrillRun[];
    beforeAll(async () => {
      runs = await drill("drain", WITH_NODES);
    });

    it("loses no request, and gives the node back", async () => {
      for (const name of WITH_NODES) {
        const found = { name, ...runOn(runs, name) };
        expect(found).toMatchObject({ verdict: "passed", metrics: { lost: 0 } });
        expect(found.metrics["seconds"]).toBeGreaterThan(0);
        expect([name, await missing(name)]).toEqual([name, []]);
      }
    });
  },
);

const WHY = "no engine has them, or PODIUM_STOP_NODE and PODIUM_START_NODE are not set";

describe.skipIf(!LOSING.length)(`losing one of three nodes: ${said(LOSING, WHY)}`, () => {
  let runs: DrillRun[];
  beforeAll(async () => {
    runs = await drill("nodeLoss", LOSING, ["--stop-node", STOP!, "--start-node", START!]);
  });

  it("is noticed and made up for, and the node comes back", async () => {
    for (const name of LOSING) {
      const found = { name, ...runOn(runs, name) };
      expect(found).toMatchObject({ verdict: "passed" });
      expect(found.metrics["noticedSeconds"]).toBeGreaterThan(0);
      expect(found.metrics["recoveredSeconds"]).toBeGreaterThan(0);
      expect([name, await missing(name)]).toEqual([name, []]);
    }
  });
});
