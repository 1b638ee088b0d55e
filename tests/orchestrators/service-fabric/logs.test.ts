import { describe, expect, it } from "vitest";
import { connect } from "../../../src/orchestrators/service-fabric/engine";
import { linesOf, READ } from "../logs-fake";
import { fakeGateway } from "./fake";

describe("the log of an instance on Service Fabric", () => {
  it("is that of its container on its node", async () => {
    const fake = await fakeGateway();
    const engine = connect({ endpoint: fake.url });
    const packages = "/Nodes/n1/$/GetApplications/web/$/GetCodePackages";
    const logs = `GET ${packages}/$/ContainerLogs?ServiceManifestName=WebPkg&CodePackageName=Code`;
    const entry = { Status: "Started", InstanceId: "1", ContainerId: "0123456789abcdef" };
    fake
      .on("GET /Applications/web/$/GetServices", { Items: [{ Name: "fabric:/web/web" }] })
      .on("GET /Services/web~web/$/GetPartitions", { Items: [{ PartitionInformation: { Id: "p1" } }] })
      .on("GET /Partitions/p1/$/GetReplicas", {
        Items: [{ InstanceId: "r1", ReplicaStatus: "Ready", NodeName: "n1" }],
      })
      .on(`GET ${packages}`, [{ Name: "Code", ServiceManifestName: "WebPkg", MainEntryPoint: entry }])
      .on(`${logs}&Tail=all`, { Content: "one\ntwo\n" })
      .on(`${logs}&Tail=1`, { Content: "two\n" });
    expect(await linesOf(engine, "fabric:/web", "0123456789ab", READ)).toEqual(["one", "two"]);
    expect(await linesOf(engine, "fabric:/web", "0123456789ab", { follow: false, tail: 1 })).toEqual(["two"]);
    fake.on(`${logs}&Tail=all`, {});
    expect(await linesOf(engine, "fabric:/web", "0123456789ab", READ)).toEqual([]);
    await expect(linesOf(engine, "fabric:/web", "gone", READ)).rejects.toThrow(
      "fabric:/web has no running instance gone",
    );
  });
});
