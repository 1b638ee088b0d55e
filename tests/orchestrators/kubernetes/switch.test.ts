import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Engine } from "../../../src/orchestrators/engine";
import { kubernetes } from "../../../src/orchestrators/kubernetes";
import type { Connection } from "../../../src/program/connection";
import { linesOf, READ } from "../logs-fake";
import { type FakeCluster, fakeCluster, writeKubeconfig } from "./fake";
import { temporaryFolder } from "../../folder";

// The user deploys to one cluster, then works on another: whatever acts on the deployment still reaches the first.

const PODS = "GET /api/v1/namespaces/apps/pods";
const answersOf = (pod: string) => ({
  "GET /version": { gitVersion: "v1.34.2" },
  "GET /api/v1/nodes": { items: [] },
  "GET /api/v1/namespaces/kube-system": { metadata: { uid: `cluster of ${pod}` } },
  [PODS]: { items: [{ metadata: { name: pod }, spec: { containers: [] } }] },
  "GET /apis/apps/v1/namespaces/apps/deployments/web": { spec: { replicas: 0 }, status: {} },
  "GET /api/v1/namespaces/apps/pods/p/log": `log of ${pod}\n`,
  "DELETE /api/v1/namespaces/apps/pods/p": {},
});

let first: FakeCluster;
let second: FakeCluster;
let file: string;
const addresses = () => ({ first: first.address, second: second.address });

beforeEach(async () => {
  first = await fakeCluster(answersOf("first"));
  second = await fakeCluster(answersOf("second"));
  file = join(temporaryFolder(), "kubeconfig");
  writeKubeconfig(file, addresses(), "first");
  vi.stubEnv("KUBECONFIG", file);
});
afterEach(() => vi.unstubAllEnvs());

async function expectFirst(engine: Engine) {
  expect(await engine.probe()).toMatchObject({ identity: "cluster of first" });
  expect(await engine.instances("apps/web")).toMatchObject([{ id: "first" }]);
  expect((await engine.rollout("apps/web")).state).toBe("done");
  expect(await linesOf(engine, "apps/web", "p", READ)).toEqual(["log of first"]);
  expect(await linesOf(engine, "apps/web", "p", { follow: true })).toEqual(["log of first"]);
  await engine.kill("apps/web", "p");
  expect(first.requests).toContain("DELETE /api/v1/namespaces/apps/pods/p?gracePeriodSeconds=0");
  expect([...first.tokens]).toEqual(["Bearer t0ken-first"]);
  expect(second.requests).toEqual([]);
}

/** What can change between a deployment and a later command. */
const switches: [string, () => void][] = [
  ["the current context changes", () => void writeKubeconfig(file, addresses(), "second")],
  [
    "KUBECONFIG names another file",
    () => vi.stubEnv("KUBECONFIG", writeKubeconfig(join(temporaryFolder(), "other"), addresses(), "second")),
  ],
];

describe.each(switches)("when %s, an engine stays with its cluster", (_, doSwitch) => {
  it("if it has been used", async () => {
    const engine = await kubernetes.connect(kubernetes.connectionOf({}));
    await engine.instances("apps/web");
    doSwitch();
    await expectFirst(engine);
  });

  it("if it has not been used", async () => {
    const engine = await kubernetes.connect(kubernetes.connectionOf({}));
    doSwitch();
    await expectFirst(engine);
  });

  it("if the connection is read from a stack's outputs", async () => {
    const output = JSON.stringify(kubernetes.connectionOf({}));
    doSwitch();
    await expectFirst(await kubernetes.connect(JSON.parse(output) as Connection));
  });
});
