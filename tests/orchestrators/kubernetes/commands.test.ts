import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { deploy } from "../../../src/automation/deploy";
import { down } from "../../../src/cli/commands/down";
import { logs } from "../../../src/cli/commands/logs";
import { status } from "../../../src/cli/commands/status";
import { Journal } from "../../../src/drills/journal";
import { PulumiSite } from "../../../src/drills/pulumiSite";
import { TakenNodes } from "../../../src/drills/takenNodes";
import { kubernetes } from "../../../src/orchestrators/kubernetes";
import { closeEngines } from "../../../src/orchestrators/engines";
import type { StackOutputs } from "../../../src/program/outputs";
import { deployed, fakePulumi } from "../../automation/support/pulumi";
import { type FakeCluster, fakeCluster, writeKubeconfig } from "./fake";
import { temporaryFolder } from "../../folder";

// The stack is deployed to the first of two clusters; then the kubeconfig's current context becomes the second.

const fake = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return { folder: mkdtempSync(`${tmpdir()}/podium-bound-`), pulumi: {} as never };
});
vi.mock("../../../src/common/paths", async (original) => ({
  ...(await original<typeof import("../../../src/common/paths")>()),
  PODIUM_FOLDER: fake.folder,
}));
vi.mock("../../../src/automation/cli", () => ({
  PULUMI_VERSION: "3.0.0",
  requirePulumi: async () => fake.pulumi,
}));
afterAll(() => rmSync(fake.folder, { recursive: true }));

const PODS = "GET /api/v1/namespaces/apps/pods";
const answersOf = (cluster: string) => ({
  "GET /version": { gitVersion: "v1.34.2" },
  "GET /api/v1/nodes": { items: [] },
  "GET /api/v1/namespaces/kube-system": { metadata: { uid: cluster } },
  [PODS]: { items: [{ metadata: { name: `pod-of-${cluster}` }, spec: { containers: [] } }] },
  [`GET /api/v1/namespaces/apps/pods/pod-of-${cluster}/log`]: `log of ${cluster}\n`,
  [`DELETE /api/v1/namespaces/apps/pods/pod-of-${cluster}`]: {},
});

let first: FakeCluster;
let second: FakeCluster;
let calls: string[];
let printed: string[];

beforeEach(async () => {
  first = await fakeCluster(answersOf("first"));
  second = await fakeCluster(answersOf("second"));
  const addresses = { first: first.address, second: second.address };
  const file = writeKubeconfig(join(temporaryFolder(), "kubeconfig"), addresses, "first");
  vi.stubEnv("KUBECONFIG", file);
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  const outputs: StackOutputs = {
    endpoints: ["http://127.0.0.1:9"],
    reference: "apps/web",
    connection: kubernetes.connectionOf({}),
    wanted: {
      image: `podium@sha256:${"0".repeat(64)}`,
      version: "v1",
      isSample: true,
      readinessPath: "/readyz",
      min: 1,
      max: 1,
    },
  };
  const replies = {
    "stack export": deployed(outputs),
  };
  const { pulumi, calls: made } = fakePulumi(replies);
  fake.pulumi = pulumi as never;
  calls = made;
  writeKubeconfig(file, addresses, "second");
  printed = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(async () => {
  await closeEngines();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

it("podium status shows the instances of the cluster that the stack is deployed to", async () => {
  await status(["kubernetes"], { json: true });
  expect(JSON.parse(printed[0]!)).toMatchObject([{ instances: [{ id: "pod-of-first" }] }]);
  expect(second.requests).toEqual([]);
});

it("podium logs reads the logs there", async () => {
  expect(await logs(["kubernetes"], {})).toBe(0);
  expect(printed.join()).toContain("log of first");
  expect(second.requests).toEqual([]);
});

it("drills and the live page kill instances there", async () => {
  const interruption = { stop: new AbortController().signal, processes: new AbortController().signal };
  const surroundings = { pulumi: fake.pulumi, journal: new Journal(), nodes: new TakenNodes(), interruption };
  const site = await PulumiSite.find("kubernetes", surroundings);
  expect(site!.probe).toMatchObject({ reachable: true, identity: "first" });
  await site!.engine.kill("apps/web", "pod-of-first");
  expect(first.requests).toContain("DELETE /api/v1/namespaces/apps/pods/pod-of-first?gracePeriodSeconds=0");
  expect(second.requests).toEqual([]);
});

it("podium down waits there for the last instance", async () => {
  const answer = first.answer.bind(first);
  let looks = 0;
  first.answers["GET /api/v1/namespaces"] = { items: [] };
  first.answer = (method, path) =>
    `${method} ${path}` === PODS && looks++ > 0 ? { items: [] } : answer(method, path);
  expect(await down(["kubernetes"], { json: true })).toBe(0);
  expect(calls.some((call) => call.startsWith("destroy"))).toBe(true);
  expect(looks).toBe(2);
  expect(second.requests).toEqual([]);
});

it("podium up refuses to move the stack, and names both clusters", async () => {
  await expect(deploy("kubernetes", fake.pulumi, () => undefined)).rejects.toThrow(
    new RegExp(`deployed to .*context first.*now name .*context second.*podium down kubernetes`),
  );
  expect(calls.some((call) => call.startsWith("up"))).toBe(false);
  expect([first.requests, second.requests]).toEqual([[], []]);
});
