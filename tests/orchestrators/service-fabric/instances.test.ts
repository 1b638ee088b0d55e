import { beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../../../src/orchestrators/engine";
import { connect } from "../../../src/orchestrators/service-fabric/engine";
import { type FakeGateway, fakeGateway, Refusal } from "./fake";

const IMAGE = "registry.example.com/podium@sha256:abc";

let fake: FakeGateway;
let engine: Engine;
beforeEach(async () => {
  fake = await fakeGateway();
  engine = connect({ endpoint: fake.url });
  fake
    .on("GET /Applications/web/$/GetServices", { Items: [{ Name: "fabric:/web/web" }] })
    .on("GET /Services/web~web/$/GetPartitions", { Items: [{ PartitionInformation: { Id: "p1" } }] });
});

const replica = (node: string, more = {}) => ({
  InstanceId: `replica-${node}`,
  ReplicaStatus: "Ready",
  Address: '{"Endpoints":{"Http":"http://10.0.0.4:8084/"}}',
  NodeName: node,
  ...more,
});
const codePackage = (entry = {}) => [
  {
    Name: "Code",
    ServiceManifestName: "WebPkg",
    ServicePackageActivationId: "a1",
    MainEntryPoint: {
      EntryPointLocation: IMAGE,
      Status: "Started",
      InstanceId: "134400742247900004",
      ContainerId: "0123456789abcdef0123456789abcdef",
      CodePackageEntryPointStatistics: {
        ContinuousExitFailureCount: "0",
        LastSuccessfulActivationTime: "2026-01-01T00:00:00Z",
      },
      ...entry,
    },
  },
];
const on = (node: string, response: unknown) =>
  fake.on(`GET /Nodes/${node}/$/GetApplications/web/$/GetCodePackages`, response);
const has = (...replicas: object[]) => fake.on("GET /Partitions/p1/$/GetReplicas", { Items: replicas });

describe("the instances of an application on Service Fabric", () => {
  it("are known by their containers, as the processes inside are", async () => {
    has(replica("node#1"));
    on("node#1", codePackage());
    expect(await engine.instances("fabric:/web")).toEqual([
      {
        id: "0123456789ab",
        state: "ready",
        image: IMAGE,
        startedAt: "2026-01-01T00:00:00Z",
        node: "node#1",
      },
    ]);
  });

  it.each([
    ["ready", {}, {}],
    ["unready", { Address: '{"Endpoints":{}}' }, {}],
    ["unready", { Address: "" }, {}],
    ["unready", { Address: undefined }, {}],
    ["ready", { Address: "http://10.0.0.4:8084" }, {}],
    ["starting", { ReplicaStatus: "InBuild" }, {}],
    ["starting", {}, { Status: "Starting" }],
    ["starting", {}, { Status: "Pending" }],
    ["starting", {}, { Status: "Stopped", CodePackageEntryPointStatistics: undefined }],
    [
      "failed",
      {},
      { Status: "Pending", CodePackageEntryPointStatistics: { ContinuousExitFailureCount: "2" } },
    ],
    [
      "failed",
      {},
      { Status: "Stopped", CodePackageEntryPointStatistics: { ContinuousExitFailureCount: "1" } },
    ],
    ["failed", { ReplicaStatus: "Down" }, {}],
    ["stopping", {}, { Status: "Stopping" }],
    ["stopping", { ReplicaStatus: "Dropped" }, {}],
  ])("are %s with %j and %j", async (state, more, entry) => {
    has(replica("_Node_0", more));
    on("_Node_0", codePackage(entry));
    expect((await engine.instances("fabric:/web")).map((each) => each.state)).toEqual([state]);
  });

  it("exist before they have a container", async () => {
    has(
      replica("_Node_0", { ReplicaStatus: "InBuild" }),
      replica("_Node_1", { ReplicaStatus: "InBuild" }),
      replica("_Node_2", { ReplicaStatus: "InBuild" }),
    );
    on("_Node_0", new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    on("_Node_1", codePackage({ ContainerId: "", Status: "Starting" }));
    on("_Node_2", new Refusal("FABRIC_E_CODE_PACKAGE_NOT_FOUND"));
    const instances = await engine.instances("fabric:/web");
    expect(instances.map(({ id, state }) => `${id} ${state}`)).toEqual([
      "replica-_Node_0 starting",
      "134400742247900004 starting",
      "replica-_Node_2 starting",
    ]);
  });

  it("are none if nothing is deployed", async () => {
    fake.on("GET /Applications/web/$/GetServices", new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    expect(await engine.instances("fabric:/web")).toEqual([]);
  });
});

describe("the nodes of Service Fabric", () => {
  const node = (changes = {}) => ({
    Name: "_Node_0",
    IpAddressOrFQDN: "10.0.0.4",
    NodeStatus: "Up",
    IsSeedNode: false,
    UpgradeDomain: "0",
    FaultDomain: "fd:/rack1",
    ...changes,
  });

  it("are in fault domains; the seed nodes take part in control", async () => {
    fake.on("GET /Nodes", { Items: [node(), node({ Name: "_Node_1", IsSeedNode: true })] });
    expect(await engine.nodes()).toEqual([
      { name: "_Node_0", zone: "fd:/rack1", state: "ready", isManager: false, address: "10.0.0.4" },
      { name: "_Node_1", zone: "fd:/rack1", state: "ready", isManager: true, address: "10.0.0.4" },
    ]);
  });

  it.each([
    ["Up", "ready"],
    ["Disabling", "draining"],
    ["Disabled", "draining"],
    ["Enabling", "draining"],
    ["Down", "down"],
    ["Unknown", "down"],
    ["Removed", "down"],
  ])("that are %s are %s", async (NodeStatus, state) => {
    fake.on("GET /Nodes", { Items: [node({ NodeStatus })] });
    expect(await engine.nodes()).toMatchObject([{ state }]);
  });

  it("give instances their zone, and are asked for once", async () => {
    has(replica("_Node_0"));
    on("_Node_0", codePackage());
    fake.on("GET /Nodes", { Items: [node()] });
    for (let turn = 0; turn < 3; turn++) {
      expect(await engine.instances("fabric:/web")).toMatchObject([{ node: "_Node_0", zone: "fd:/rack1" }]);
    }
    expect(fake.requests.filter(({ path }) => path === "/Nodes")).toHaveLength(1);
  });
});

describe("killing an instance on Service Fabric", () => {
  it("restarts its process, and no other that has replaced it", async () => {
    const restart = "POST /Nodes/_Node_1/$/GetApplications/web/$/GetCodePackages/$/Restart";
    has(replica("_Node_0"), replica("_Node_1"));
    on("_Node_0", codePackage({ ContainerId: "ffffffffffffffff" }));
    on("_Node_1", codePackage());
    fake.on(restart);
    await engine.kill("fabric:/web", "0123456789ab");
    expect(fake.changes).toEqual([restart]);
    expect(fake.bodyOf(restart)).toEqual({
      ServiceManifestName: "WebPkg",
      ServicePackageActivationId: "a1",
      CodePackageName: "Code",
      CodePackageInstanceId: "134400742247900004",
    });
  });

  it("fails if the instance does not exist, or has no container", async () => {
    has(replica("_Node_0", { ReplicaStatus: "InBuild" }));
    on("_Node_0", new Refusal("FABRIC_E_CODE_PACKAGE_NOT_FOUND"));
    for (const id of ["gone", "replica-_Node_0"]) {
      await expect(engine.kill("fabric:/web", id)).rejects.toThrow(
        `fabric:/web has no running instance ${id}`,
      );
    }
  });
});
