import * as dns from "node:dns/promises";
import { hostname, networkInterfaces } from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isLoopback } from "../../../src/common/reach";
import { connect } from "../../../src/orchestrators/service-fabric/engine";
import { type FakeGateway, fakeGateway, Refusal } from "./fake";

vi.mock("node:dns/promises", { spy: true });
vi.mock("node:os", { spy: true });
vi.mock("../../../src/common/reach", { spy: true });

const VERSION = "GET /$/GetClusterVersion";
const NODES = "GET /Nodes";
const MANIFEST = "GET /$/GetClusterManifest";

let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
  fake.on(VERSION, { Version: "10.1.2175.9590" });
  const address = (each: string) => ({ address: each }) as never;
  vi.mocked(networkInterfaces).mockReturnValue({
    lo: [address("127.0.0.1"), address("::1")],
    eth0: [address("192.0.2.7")],
  });
  vi.mocked(hostname).mockReturnValue("Laptop");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetAllMocks();
});

const probe = (endpoint = fake.url) => {
  const engine = connect({ endpoint });
  return engine.probe().finally(() => engine.close());
};
const onNodes = (...addresses: string[]) =>
  fake.on(NODES, { Items: addresses.map((IpAddressOrFQDN) => ({ IpAddressOrFQDN })) });

describe("probing Service Fabric", () => {
  it("finds a cluster, known by its endpoint", async () => {
    expect(await probe()).toEqual({
      reachable: true,
      product: "Service Fabric",
      version: "10.1.2175.9590",
      kind: "real",
      address: fake.url,
      identity: fake.url,
      local: false,
    });
  });

  it("knows a cluster on Azure by its id, whatever its manifest is called", async () => {
    const id = "3d5f6b0c-3a5e-4c55-b8ff-0a4f1c1f2d3e";
    const other = '<Section Name="Diagnostics"><Parameter Name="ClusterId" Value="other" /></Section>';
    const paas = `<Section Name="Paas">\n  <Parameter Name="BaseUrl" Value="x" />\n  <Parameter Name="ClusterId" Value="${id}" />\n</Section>`;
    const Manifest = `<ClusterManifest Name="WRP_Generated_ClusterManifest">${other}${paas}${other}</ClusterManifest>`;
    fake.on(MANIFEST, { Manifest });
    expect(await probe()).toMatchObject({ identity: id });
    fake.on(MANIFEST, { Manifest: `<ClusterManifest>${other}</ClusterManifest>` });
    expect(await probe()).toMatchObject({ identity: fake.url });
  });

  it("recognizes a stand-in on loopback, which is local, by what it says about itself", async () => {
    fake.on(VERSION, { Version: "0.0.0.0 service-fabric-stand-in" });
    expect(await probe()).toMatchObject({
      product: "Service Fabric stand-in",
      version: "0.0.0.0",
      kind: "stand-in",
      local: true,
    });
    expect(fake.requests.map(({ path }) => path)).not.toContain("/Nodes");
  });

  it("does not take a stand-in at another address for a local one", async () => {
    vi.mocked(isLoopback).mockReturnValue(false);
    fake.on(VERSION, { Version: "0.0.0.0 service-fabric-stand-in" });
    expect(await probe()).toMatchObject({ kind: "stand-in", local: false });
    expect(isLoopback).toHaveBeenCalledWith(fake.url);
  });

  it("reports why nothing responds, and what to do", async () => {
    expect(await probe("http://127.0.0.1:9")).toEqual({
      reachable: false,
      reason: "the gateway http://127.0.0.1:9 does not respond: connect ECONNREFUSED 127.0.0.1:9",
      remedy:
        "export SERVICE_FABRIC_ENDPOINT=https://CLUSTER.REGION.cloudapp.azure.com:19080   (the HTTP gateway of a Linux cluster)",
    });
  });

  it.each([[{}], [undefined]])("does not take %j for a cluster's response", async (response) => {
    fake.on(VERSION, response);
    expect(await probe()).toMatchObject({
      reachable: false,
      reason: `${fake.url} is not a Service Fabric gateway`,
    });
  });

  it("tries again after a failure", async () => {
    const engine = connect({ endpoint: fake.url });
    fake.on(VERSION, new Refusal("FABRIC_E_TIMEOUT", 504));
    expect(await engine.probe()).toMatchObject({ reachable: false });
    fake.on(VERSION, { Version: "10.1.0.0" });
    expect(await engine.probe()).toMatchObject({ reachable: true });
  });
});

describe("a cluster behind a loopback address", () => {
  it.each([
    ["has this machine's address", ["192.0.2.7", "192.0.2.7"]],
    ["has this machine's name", ["laptop"]],
  ])("is local if every node %s", async (_, nodes) => {
    onNodes(...nodes);
    expect(await probe()).toMatchObject({ local: true });
  });

  it("is local if every node's name resolves to this machine's addresses", async () => {
    vi.mocked(dns.lookup).mockResolvedValue([{ address: "192.0.2.7", family: 4 }] as never);
    onNodes("laptop.example.com");
    expect(await probe()).toMatchObject({ local: true });
    expect(dns.lookup).toHaveBeenCalledWith("laptop.example.com", { all: true });
  });

  it.each([
    ["reports no nodes", []],
    ["has a node elsewhere", ["192.0.2.7", "192.0.2.8"]],
    ["only has nodes called localhost, as any machine behind a tunnel", ["localhost"]],
    ["only has nodes at IPv4's loopback address", ["127.0.0.1"]],
    ["only has nodes at IPv6's loopback address", ["::1"]],
    ["has a node with an unknown name", ["unknown.invalid"]],
  ])("is not proven local if it %s", async (_, nodes) => {
    onNodes(...nodes);
    if (nodes.includes("unknown.invalid")) vi.mocked(dns.lookup).mockRejectedValue(new Error("ENOTFOUND"));
    expect(await probe()).toMatchObject({ reachable: true, local: false });
  });

  it("is not proven local if it does not say what its nodes are", async () => {
    fake.on(NODES, new Refusal("E_ACCESSDENIED", 403));
    expect(await probe()).toMatchObject({ reachable: true, local: false });
  });

  it("is not proven local by a machine that calls itself localhost", async () => {
    vi.mocked(hostname).mockReturnValue("localhost");
    onNodes("localhost");
    expect(await probe()).toMatchObject({ local: false });
  });
});

describe("an engine of Service Fabric", () => {
  it("stays with its connection when the environment changes", async () => {
    const other = await fakeGateway();
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", other.url);
    const engine = connect({ endpoint: fake.url });
    expect(await engine.probe()).toMatchObject({ address: fake.url });
    fake.on("GET /Applications/web/$/GetServices", { Items: [] });
    expect(await engine.instances("fabric:/web")).toEqual([]);
    expect(other.requests).toEqual([]);
  });

  it("keeps one connection open, and closes it", async () => {
    const engine = connect({ endpoint: fake.url });
    fake.on("GET /Applications/web/$/GetServices", { Items: [] });
    for (let turn = 0; turn < 3; turn++) await engine.instances("fabric:/web");
    expect(fake.connections).toBe(1);
    engine.close();
    await engine.instances("fabric:/web");
    expect(fake.connections).toBe(2);
  });

  it("refuses a connection without an endpoint", () => {
    expect(() => connect({})).toThrow();
  });
});

describe("an upgrade on Service Fabric", () => {
  const rollout = (progress: object) => {
    fake.on("GET /Applications/web/$/GetUpgradeProgress", progress);
    return connect({ endpoint: fake.url }).rollout("fabric:/web");
  };

  it.each([
    ["done", "RollingForwardCompleted", "None"],
    ["running", "RollingForwardInProgress", "None"],
    ["running", "RollingForwardPending", "None"],
    ["failed", "RollingForwardPending", "HealthCheck"],
    ["failed", "Failed", "None"],
    ["rolled-back", "RollingBackInProgress", "UpgradeDomainTimeout"],
    ["rolled-back", "RollingBackPending", "HealthCheck"],
    ["rolled-back", "RollingBackCompleted", "Interrupted"],
  ])("is %s in the state %s, %s", async (state, UpgradeState, FailureReason) => {
    expect((await rollout({ UpgradeState, FailureReason })).state).toBe(state);
  });

  it("reports why it has failed", async () => {
    const UnhealthyEvent = { Property: "ReadinessProbe:Code", Description: "GET /readyz failed" };
    const progress = {
      UpgradeState: "RollingBackCompleted",
      FailureReason: "HealthCheck",
      UnhealthyEvaluations: [{ HealthEvaluation: { UnhealthyEvent } }],
    };
    expect(await rollout(progress)).toEqual({
      state: "rolled-back",
      detail: "RollingBackCompleted; HealthCheck; ReadinessProbe:Code: GET /readyz failed",
    });
  });
});
