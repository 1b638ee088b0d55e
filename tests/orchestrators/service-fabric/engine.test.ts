import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { engine } from "../../../src/orchestrators/service-fabric/engine";
import { type FakeGateway, fakeGateway, Refusal } from "./fake";

const VERSION = "GET /$/GetClusterVersion";
/** Certificates for a test of a minute need something that makes them. */
const HAS_OPENSSL = spawnSync("openssl", ["version"]).status === 0;
const IMAGE = "registry.example.com/podium@sha256:abc";

let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
  vi.stubEnv("SERVICE_FABRIC_ENDPOINT", fake.url);
});
afterEach(() => void vi.unstubAllEnvs());

describe("probing Service Fabric", () => {
  it("finds a cluster", async () => {
    fake.on(VERSION, { Version: "10.1.2175.9590" });
    expect(await engine.probe()).toEqual({
      reachable: true,
      product: "Service Fabric",
      version: "10.1.2175.9590",
      kind: "real",
      address: fake.url,
      local: true,
    });
  });

  it("recognises a stand-in by what it says of itself", async () => {
    fake.on(VERSION, { Version: "0.0.0.0 service-fabric-stand-in" });
    expect(await engine.probe()).toMatchObject({
      product: "Service Fabric stand-in",
      version: "0.0.0.0",
      kind: "stand-in",
    });
  });

  it("says what happens where nobody answers, and what to do", async () => {
    vi.stubEnv("SERVICE_FABRIC_ENDPOINT", "http://127.0.0.1:9");
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: "The gateway http://127.0.0.1:9 does not answer: connect ECONNREFUSED 127.0.0.1:9",
      remedy: expect.stringMatching(/^export SERVICE_FABRIC_ENDPOINT=https:/),
    });
  });

  it.each([[{}], [undefined]])("does not take %j for a cluster's answer", async (answer) => {
    fake.on(VERSION, answer);
    const probe = await engine.probe();
    expect(probe).toMatchObject({ reachable: false, reason: `${fake.url} is no Service Fabric gateway` });
  });

  it.skipIf(!HAS_OPENSSL)(
    "shows itself to a secured cluster, and knows that cluster by its authority",
    async () => {
      const file = (name: string) => join(folder, name);
      const folder = mkdtempSync(join(tmpdir(), "podium-"));
      for (const name of ["cluster", "client"]) {
        const names = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1"];
        const files = ["-keyout", file(`${name}.key`), "-out", file(`${name}.crt`)];
        execFileSync(
          "openssl",
          ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", ...names, ...files],
          {
            stdio: "ignore",
          },
        );
      }
      const [key, cert, ca] = ["cluster.key", "cluster.crt", "client.crt"].map((name) =>
        readFileSync(file(name)),
      );
      const server = createServer({ key, cert, ca, requestCert: true }, (request, response) => {
        const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
        response.end(JSON.stringify({ Version: `10.1.0.0 for ${String(CN)}` }));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => void server.close().closeAllConnections());
      const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
      vi.stubEnv("SERVICE_FABRIC_ENDPOINT", endpoint);

      expect(await engine.probe()).toMatchObject({ reachable: false, reason: /certificate/ });
      vi.stubEnv("SERVICE_FABRIC_CA", file("cluster.crt"));
      expect(await engine.probe()).toMatchObject({ reachable: false });
      vi.stubEnv("SERVICE_FABRIC_CERTIFICATE", file("client.crt"));
      vi.stubEnv("SERVICE_FABRIC_KEY", file("client.key"));
      expect(await engine.probe()).toMatchObject({ reachable: true, version: "10.1.0.0" });
    },
  );
});

describe("an application on Service Fabric", () => {
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
  const on = (node: string, answer: unknown) =>
    fake.on(`GET /Nodes/${node}/$/GetApplications/web/$/GetCodePackages`, answer);
  const has = (...replicas: object[]) => fake.on("GET /Partitions/p1/$/GetReplicas", { Items: replicas });
  beforeEach(() => {
    fake
      .on("GET /Applications/web/$/GetServices", { Items: [{ Name: "fabric:/web/web" }] })
      .on("GET /Services/web~web/$/GetPartitions", { Items: [{ PartitionInformation: { Id: "p1" } }] });
  });

  it("tells an instance by its container, as the process inside does", async () => {
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
    ["ready", { Address: "http://10.0.0.4:8084" }, {}],
    ["starting", { ReplicaStatus: "InBuild" }, {}],
    ["starting", {}, { Status: "Starting" }],
    ["starting", {}, { Status: "Pending" }],
    [
      "failed",
      {},
      { Status: "Pending", CodePackageEntryPointStatistics: { ContinuousExitFailureCount: "2" } },
    ],
    ["failed", { ReplicaStatus: "Down" }, {}],
    ["stopping", {}, { Status: "Stopping" }],
    ["stopping", { ReplicaStatus: "Dropped" }, {}],
  ])("is %s with %j and %j", async (state, more, entry) => {
    has(replica("_Node_0", more));
    on("_Node_0", codePackage(entry));
    expect((await engine.instances("fabric:/web")).map((each) => each.state)).toEqual([state]);
  });

  it("has an instance before it has a container", async () => {
    has(replica("_Node_0", { ReplicaStatus: "InBuild" }), replica("_Node_1", { ReplicaStatus: "InBuild" }));
    on("_Node_0", new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    on("_Node_1", codePackage({ ContainerId: "", Status: "Starting" }));
    const instances = await engine.instances("fabric:/web");
    expect(instances.map(({ id, state }) => `${id} ${state}`)).toEqual([
      "replica-_Node_0 starting",
      "134400742247900004 starting",
    ]);
  });

  it("has no instances where it is not deployed", async () => {
    fake.on("GET /Applications/web/$/GetServices", new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    expect(await engine.instances("fabric:/web")).toEqual([]);
  });

  it("loses the process of one instance, and of no other that has come meanwhile", async () => {
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

  it("cannot lose an instance that it does not have", async () => {
    has();
    await expect(engine.kill("fabric:/web", "gone")).rejects.toThrow(
      "fabric:/web has no running instance gone",
    );
  });

  it.each([
    ["done", "RollingForwardCompleted", "None"],
    ["running", "RollingForwardInProgress", "None"],
    ["running", "RollingForwardPending", "None"],
    ["failed", "RollingForwardPending", "HealthCheck"],
    ["failed", "Failed", "None"],
    ["rolled-back", "RollingBackInProgress", "UpgradeDomainTimeout"],
    ["rolled-back", "RollingBackCompleted", "Interrupted"],
  ])("has an upgrade that is %s: %s, %s", async (state, UpgradeState, FailureReason) => {
    fake.on("GET /Applications/web/$/GetUpgradeProgress", { UpgradeState, FailureReason });
    expect((await engine.rollout("fabric:/web")).state).toBe(state);
  });

  it("has an upgrade that tells why it has failed", async () => {
    const UnhealthyEvent = { Property: "ReadinessProbe:Code", Description: "GET /readyz failed" };
    fake.on("GET /Applications/web/$/GetUpgradeProgress", {
      UpgradeState: "RollingBackCompleted",
      FailureReason: "HealthCheck",
      UnhealthyEvaluations: [{ HealthEvaluation: { UnhealthyEvent } }],
    });
    expect(await engine.rollout("fabric:/web")).toEqual({
      state: "rolled-back",
      detail: "RollingBackCompleted; HealthCheck; ReadinessProbe:Code: GET /readyz failed",
    });
  });
});
