import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type ApplicationInputs,
  provider as applications,
} from "../../../src/orchestrators/service-fabric/application";
import {
  type ApplicationTypeVersionInputs,
  provider as versions,
} from "../../../src/orchestrators/service-fabric/applicationType";
import { provider as services, type ServiceInputs } from "../../../src/orchestrators/service-fabric/service";
import { type FakeGateway, fakeGateway, Refusal } from "./fake";

const timer = setTimeout;
let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
  // Their own waits of a second are a hundred times as short.
  vi.stubGlobal("setTimeout", (done: () => void, milliseconds: number, ...more: []) =>
    timer(done, milliseconds === 1000 ? 10 : milliseconds, ...more),
  );
});
afterEach(() => void vi.unstubAllGlobals());

/** What Pulumi is told of a change that has left something behind. */
const unfinished = (id: string, properties: object) => ({ id, properties, reasons: [expect.any(String)] });

/** One answer after the other; the last one stays. */
const inTurn = (...answers: unknown[]) => {
  let turn = 0;
  return () => answers[Math.min(turn++, answers.length - 1)];
};

const failure = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => Promise.reject(new Error("it has not failed")),
    (error: Error) => error,
  );

describe("a version of an application type", () => {
  const inputs = (changes: Partial<ApplicationTypeVersionInputs> = {}): ApplicationTypeVersionInputs => ({
    endpoint: fake.url,
    typeName: "webType",
    version: "v1-abc",
    applicationManifest: JSON.stringify({ ApplicationTypeName: "webType" }),
    serviceManifest: JSON.stringify({ Name: "WebPkg" }),
    ...changes,
  });
  const FIND = "GET /ApplicationTypes/webType?ApplicationTypeVersion=v1-abc";
  const PROVISION = "POST /ApplicationTypes/$/Provision";
  const UNPROVISION = "POST /ApplicationTypes/webType/$/Unprovision";
  const CLEAN = "DELETE /ImageStore/webType-v1-abc";
  const UPLOAD = [
    "PUT /ImageStore/webType-v1-abc/ApplicationManifest.xml",
    "PUT /ImageStore/webType-v1-abc/WebPkg/ServiceManifest.xml",
    "PUT /ImageStore/webType-v1-abc/WebPkg/_.dir",
    "PUT /ImageStore/webType-v1-abc/_.dir",
  ];
  const found = (Status: string, StatusDetails?: string) => ({
    Items: [{ Version: "v1-abc", Status, StatusDetails }],
  });
  const none = { Items: [] };
  beforeEach(() => {
    for (const request of [...UPLOAD, PROVISION, UNPROVISION, CLEAN]) fake.on(request);
  });

  it("is uploaded as XML, provisioned, and its upload removed", async () => {
    fake.on(FIND, inTurn(none, found("Provisioning"), found("Available")));
    expect(await versions.create(inputs())).toEqual({ id: "webType/v1-abc", outs: inputs() });
    expect(fake.changes).toEqual([...UPLOAD, PROVISION, CLEAN]);
    expect(fake.bodyOf(UPLOAD[0]!)).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<ApplicationManifest ApplicationTypeName="webType"/>\n',
    );
    expect(fake.bodyOf(PROVISION)).toEqual({
      Kind: "ImageStorePath",
      ApplicationTypeBuildPath: "webType-v1-abc",
      Async: true,
    });
    expect([...fake.versions]).toEqual(["6.5"]);
  });

  it("is left as it is where it is already there", async () => {
    fake.on(FIND, found("Available"));
    await versions.create(inputs());
    expect(fake.changes).toEqual([]);
  });

  it("is waited for where an earlier attempt is still at it", async () => {
    fake.on(FIND, inTurn(found("Provisioning"), found("Available")));
    await versions.create(inputs());
    expect(fake.changes).toEqual([CLEAN]);
  });

  it("is made anew where an earlier attempt has failed", async () => {
    fake.on(FIND, inTurn(found("Failed"), none, found("Available")));
    await versions.create(inputs());
    expect(fake.changes).toEqual([UNPROVISION, ...UPLOAD, PROVISION, CLEAN]);
  });

  it("is unfinished where the cluster does not like it, and its upload removed", async () => {
    fake.on(FIND, inTurn(none, found("Failed", "no such element")));
    const error = await failure(versions.create(inputs()));
    expect(error).toMatchObject(unfinished("webType/v1-abc", inputs()));
    expect(error.message).toBe("Provisioning webType v1-abc has failed: no such element");
    expect(fake.changes.at(-1)).toBe(CLEAN);
  });

  it("is replaced by another version, and by one in another cluster", async () => {
    const diff = (news: object) => versions.diff!("", inputs(), inputs(news));
    expect(await diff({})).toEqual({ changes: false, replaces: [] });
    expect(await diff({ version: "v2-def" })).toEqual({ changes: true, replaces: ["version"] });
    expect(await diff({ endpoint: "http://x" })).toEqual({ changes: true, replaces: ["endpoint"] });
  });

  it("is gone for a refresh where the cluster does not have it", async () => {
    fake.on(FIND, found("Available"));
    expect(await versions.read!("id", inputs())).toEqual({ id: "id", props: inputs() });
    fake.on(FIND, new Refusal("FABRIC_E_APPLICATION_TYPE_NOT_FOUND"));
    expect(await versions.read!("id", inputs())).toEqual({});
  });

  it("is forgotten by the cluster", async () => {
    fake.on(FIND, inTurn(found("Unprovisioning"), none));
    await versions.delete!("", inputs());
    expect(fake.bodyOf(UNPROVISION)).toEqual({ ApplicationTypeVersion: "v1-abc", Async: true });
  });

  it.each([["FABRIC_E_APPLICATION_TYPE_NOT_FOUND"], ["FABRIC_E_APPLICATION_TYPE_IN_USE"]])(
    "needs nothing more where the cluster says %s",
    async (code) => {
      fake.on(FIND, none).on(UNPROVISION, new Refusal(code, 409));
      await versions.delete!("", inputs());
    },
  );

  it("is not taken for deleted when the cluster refuses", async () => {
    fake.on(UNPROVISION, new Refusal("E_ACCESSDENIED", 403, "not you"));
    const error = await failure(versions.delete!("", inputs()));
    expect(error.message).toBe("POST /ApplicationTypes/webType/$/Unprovision: E_ACCESSDENIED, not you");
  });
});

describe("an application", () => {
  const inputs = (changes: Partial<ApplicationInputs> = {}): ApplicationInputs => ({
    endpoint: fake.url,
    name: "fabric:/web",
    typeName: "webType",
    typeVersion: "v2",
    parameters: { Secret_A: "new" },
    upgradePolicy: {
      failureAction: "Rollback",
      healthCheckWait: 0.02,
      healthCheckStable: 7,
      healthCheckRetry: 0.1,
      upgradeDomainTimeout: 1,
      upgradeTimeout: 2,
      upgradeReplicaSetCheckTimeout: 30,
    },
    ...changes,
  });
  const before = (changes = {}) => inputs({ typeVersion: "v1", parameters: { Secret_A: "old" }, ...changes });
  const update = () => applications.update!("fabric:/web", before(), inputs());

  const FIND = "GET /Applications/web";
  const CREATE = "POST /Applications/$/Create";
  const UPGRADE = "POST /Applications/web/$/Upgrade";
  const ROLLBACK = "POST /Applications/web/$/RollbackUpgrade";
  const PROGRESS = "GET /Applications/web/$/GetUpgradeProgress";
  const HEALTH = "GET /Applications/web/$/GetHealth";
  const DELETE = "POST /Applications/web/$/Delete";

  const running = (TypeVersion: string, Value: string) => ({
    TypeVersion,
    Parameters: [{ Key: "Secret_A", Value }],
  });
  const progress = (UpgradeState: string, FailureReason = "None", more = {}) => ({
    UpgradeState,
    FailureReason,
    TargetApplicationTypeVersion: "v2",
    UpgradeDescription: { Parameters: [{ Key: "Secret_A", Value: "new" }] },
    ...more,
  });
  const health = (AggregatedHealthState: string, nodes: string[] = [], reports: string[] = []) => ({
    AggregatedHealthState,
    DeployedApplicationHealthStates: nodes.map((state) => ({ AggregatedHealthState: state })),
    UnhealthyEvaluations: evaluations(reports),
  });
  const evaluations = (reports: string[]) => [
    {
      HealthEvaluation: {
        Description: "There are unhealthy nodes.",
        UnhealthyEvaluations: reports.map((Description) => ({
          HealthEvaluation: { UnhealthyEvent: { Property: "ReadinessProbe", Description } },
        })),
      },
    },
  ];
  beforeEach(() => {
    for (const request of [UPGRADE, ROLLBACK, DELETE, CREATE]) fake.on(request);
    fake.on(FIND, running("v1", "old")).on(HEALTH, health("Ok"));
  });

  it("is made from its type and its parameters", async () => {
    expect(await applications.create(inputs())).toEqual({ id: "fabric:/web", outs: inputs() });
    expect(fake.requests).toHaveLength(1);
    expect(fake.bodyOf(CREATE)).toEqual({
      Name: "fabric:/web",
      TypeName: "webType",
      TypeVersion: "v2",
      ParameterList: [{ Key: "Secret_A", Value: "new" }],
    });
  });

  it("is upgraded where it is already there", async () => {
    fake
      .on(CREATE, new Refusal("FABRIC_E_APPLICATION_ALREADY_EXISTS", 409))
      .on(PROGRESS, progress("RollingForwardCompleted"));
    await applications.create(inputs());
    expect(fake.changes).toEqual([CREATE, UPGRADE]);
  });

  it("is upgraded under watch, with all its parameters", async () => {
    const going = progress("RollingForwardInProgress");
    fake.on(
      PROGRESS,
      inTurn(progress("RollingForwardCompleted"), going, progress("RollingForwardCompleted")),
    );
    expect(await update()).toEqual({ outs: inputs() });
    expect(fake.bodyOf(UPGRADE)).toEqual({
      Name: "fabric:/web",
      TargetApplicationTypeVersion: "v2",
      Parameters: [{ Key: "Secret_A", Value: "new" }],
      UpgradeKind: "Rolling",
      RollingUpgradeMode: "Monitored",
      ForceRestart: true,
      UpgradeReplicaSetCheckTimeoutInSeconds: 30,
      MonitoringPolicy: {
        FailureAction: "Rollback",
        HealthCheckWaitDurationInMilliseconds: "PT0.02S",
        HealthCheckStableDurationInMilliseconds: "PT7S",
        HealthCheckRetryTimeoutInMilliseconds: "PT0.1S",
        UpgradeDomainTimeoutInMilliseconds: "PT1S",
        UpgradeTimeoutInMilliseconds: "PT2S",
      },
      ApplicationHealthPolicy: {
        ConsiderWarningAsError: true,
        MaxPercentUnhealthyDeployedApplications: 0,
        DefaultServiceTypeHealthPolicy: {
          MaxPercentUnhealthyServices: 0,
          MaxPercentUnhealthyPartitionsPerService: 0,
          MaxPercentUnhealthyReplicasPerPartition: 0,
        },
      },
    });
  });

  it("may be as unwell during the upgrade as it is already, but not afterwards", async () => {
    fake
      .on(PROGRESS, progress("RollingForwardCompleted"))
      .on(HEALTH, health("Error", ["Error", "Ok", "Warning"], ["GET /readyz failed"]));
    const error = await failure(update());
    expect(fake.bodyOf(UPGRADE)).toMatchObject({
      ApplicationHealthPolicy: { MaxPercentUnhealthyDeployedApplications: 67 },
    });
    expect(error).toMatchObject(unfinished("fabric:/web", inputs()));
    expect(error.message).toMatch(/^fabric:\/web is not healthy .*; ReadinessProbe: GET \/readyz failed$/);
  });

  it("is not allowed to be unwell for a warning that goes with the next probe", async () => {
    fake
      .on(PROGRESS, progress("RollingForwardCompleted"))
      .on(HEALTH, inTurn(health("Warning", ["Ok", "Warning"]), health("Ok", ["Ok", "Ok"])));
    const upgradePolicy = { ...inputs().upgradePolicy, healthCheckWait: 1.5 };
    await applications.update!("fabric:/web", before(), inputs({ upgradePolicy }));
    expect(fake.bodyOf(UPGRADE)).toMatchObject({
      ApplicationHealthPolicy: { MaxPercentUnhealthyDeployedApplications: 0 },
    });
  });

  it("is what it was before when the upgrade has been rolled back, and the error says why", async () => {
    const why = { UnhealthyEvaluations: evaluations(["GET /readyz failed", "GET /readyz failed"]) };
    fake.on(
      PROGRESS,
      inTurn(
        progress("RollingForwardCompleted"),
        progress("RollingForwardInProgress"),
        progress("RollingBackInProgress", "HealthCheck", why),
        progress("RollingBackCompleted", "HealthCheck"),
      ),
    );
    const error = await failure(update());
    expect(error.message).toBe(
      "fabric:/web: the upgrade to v2 was rolled back: an instance of it was not healthy; " +
        "ReadinessProbe: GET /readyz failed",
    );
    expect(error).not.toHaveProperty("id");
  });

  it("tells of an image that cannot be pulled what its health has told before", async () => {
    const going = progress("RollingForwardInProgress");
    const back = progress("RollingBackCompleted", "UpgradeDomainTimeout");
    fake
      .on(PROGRESS, inTurn(progress("RollingForwardCompleted"), going, back))
      .on(HEALTH, inTurn(health("Ok"), health("Error", [], ["manifest unknown"]), health("Ok")));
    expect((await failure(update())).message).toBe(
      "fabric:/web: the upgrade to v2 was rolled back: an upgrade domain was not done within 1 s; " +
        "ReadinessProbe: manifest unknown",
    );
  });

  it("is half done where a failed upgrade stops", async () => {
    const stopped = progress("RollingForwardPending", "HealthCheck");
    fake.on(PROGRESS, inTurn(progress("RollingForwardCompleted"), stopped));
    const error = await failure(update());
    expect(error).toMatchObject(unfinished("fabric:/web", inputs()));
    expect(error.message).toMatch(/the upgrade to v2 has failed and is half done: an instance of it/);
  });

  it("is upgraded on by the next attempt", async () => {
    fake.on(PROGRESS, inTurn(progress("RollingForwardInProgress"), progress("RollingForwardCompleted")));
    await update();
    expect(fake.changes).toEqual([]);
  });

  it("goes back first where an earlier upgrade leads elsewhere", async () => {
    const elsewhere = { TargetApplicationTypeVersion: "v9" };
    fake.on(
      PROGRESS,
      inTurn(
        progress("RollingForwardPending", "HealthCheck", elsewhere),
        progress("RollingBackInProgress", "Interrupted"),
        progress("RollingBackCompleted", "Interrupted"),
        progress("RollingForwardCompleted"),
      ),
    );
    await update();
    expect(fake.changes).toEqual([ROLLBACK, UPGRADE]);
  });

  it("is not upgraded to what it is", async () => {
    fake.on(PROGRESS, progress("RollingForwardCompleted")).on(FIND, running("v2", "new"));
    await update();
    expect(fake.changes).toEqual([]);
  });

  it("says what to do where it is gone", async () => {
    fake.on(PROGRESS, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    expect((await failure(update())).message).toMatch(/run pulumi refresh, then pulumi up$/);
  });

  it("does not mind a gateway that is away for a moment", async () => {
    const away = new Refusal("FABRIC_E_TIMEOUT", 504);
    fake.on(PROGRESS, inTurn(progress("RollingForwardCompleted"), away, progress("RollingForwardCompleted")));
    await update();
  });

  it("is replaced only for another cluster, name or type", async () => {
    const diff = (news: object) => applications.diff!("", inputs(), inputs(news));
    const replacing = { changes: true, deleteBeforeReplace: true };
    expect(await diff({})).toMatchObject({ changes: false, replaces: [] });
    expect(await diff({ name: "fabric:/x" })).toEqual({ ...replacing, replaces: ["name"] });
    expect(await diff({ endpoint: "http://x" })).toEqual({ ...replacing, replaces: ["endpoint"] });
    expect(await diff({ typeVersion: "v3" })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ parameters: { Secret_A: "other" } })).toMatchObject({ changes: true, replaces: [] });
  });

  it("is read as it is in the cluster", async () => {
    expect((await applications.read!("fabric:/web", inputs())).props).toEqual(before());
    fake.on(FIND, undefined);
    expect(await applications.read!("fabric:/web", inputs())).toEqual({});
  });

  it("is deleted when it is gone", async () => {
    fake.on(FIND, inTurn(running("v2", "new"), undefined));
    await applications.delete!("", inputs());
    expect(fake.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([DELETE, FIND, FIND]);
  });

  it("needs no deletion where it is gone already", async () => {
    fake.on(FIND, undefined).on(DELETE, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    await applications.delete!("", inputs());
  });
});

describe("a service", () => {
  const inputs = (changes: Partial<ServiceInputs> = {}): ServiceInputs => ({
    endpoint: fake.url,
    applicationName: "fabric:/web",
    name: "fabric:/web/web",
    serviceTypeName: "WebType",
    dnsName: "web.web",
    instanceCount: 2,
    minInstancePercentage: 50,
    patience: { stable: 0.05, retry: 0.2, timeout: 1 },
    ...changes,
  });
  const scalingPolicy = {
    minInstanceCount: 2,
    maxInstanceCount: 6,
    metricName: "servicefabric:/_CpuCores",
    lowerLoadThreshold: 0.1,
    upperLoadThreshold: 0.2,
    scaleInterval: 60,
  };

  const FIND = "GET /Applications/web/$/GetServices/web~web";
  const CREATE = "POST /Applications/web/$/GetServices/$/Create";
  const UPDATE = "POST /Services/web~web/$/Update";
  const DELETE = "POST /Services/web~web/$/Delete";
  const PARTITIONS = "GET /Services/web~web/$/GetPartitions";
  const REPLICAS = "GET /Partitions/p1/$/GetReplicas";
  const HEALTH = "GET /Applications/web/$/GetHealth";

  const replicas = (...states: string[]) => ({ Items: states.map((ReplicaStatus) => ({ ReplicaStatus })) });
  const nodes = (...states: string[]) => ({ Items: states.map((NodeStatus) => ({ NodeStatus })) });
  beforeEach(() => {
    for (const request of [CREATE, UPDATE, DELETE]) fake.on(request);
    fake
      .on("GET /Nodes", nodes("Up", "Up", "Up", "Down"))
      .on(FIND, { Name: "fabric:/web/web" })
      .on(PARTITIONS, { Items: [{ InstanceCount: 2, PartitionInformation: { Id: "p1" } }] })
      .on(REPLICAS, replicas("Ready", "Ready"))
      .on(HEALTH, { AggregatedHealthState: "Ok" });
  });

  it("is made, and done when its instances are there", async () => {
    fake.on(REPLICAS, inTurn(replicas("InBuild"), replicas("Ready", "InBuild"), replicas("Ready", "Ready")));
    expect(await services.create(inputs())).toEqual({ id: "fabric:/web/web", outs: inputs() });
    expect(fake.bodyOf(CREATE)).toEqual({
      ServiceKind: "Stateless",
      ApplicationName: "fabric:/web",
      ServiceName: "fabric:/web/web",
      ServiceTypeName: "WebType",
      ServiceDnsName: "web.web",
      PartitionDescription: { PartitionScheme: "Singleton" },
      ServicePackageActivationMode: "ExclusiveProcess",
      MinInstancePercentage: 50,
      ScalingPolicies: [],
      InstanceCount: 2,
    });
  });

  it("is not done before the application has been without errors for a while", async () => {
    let errorAt = 0;
    const states = inTurn("Warning", "Error", "Warning");
    fake.on(HEALTH, () => {
      const AggregatedHealthState = states();
      if (AggregatedHealthState === "Error") errorAt = Date.now();
      return { AggregatedHealthState };
    });
    await services.create(inputs());
    expect(errorAt).toBeGreaterThan(0);
    expect(Date.now() - errorAt).toBeGreaterThanOrEqual(50);
  });

  it("is unfinished where its instances do not become healthy", async () => {
    const UnhealthyEvaluations = [{ HealthEvaluation: { Description: "GET /readyz failed" } }];
    fake.on(HEALTH, { AggregatedHealthState: "Error", UnhealthyEvaluations });
    const error = await failure(services.create(inputs()));
    expect(error).toMatchObject(unfinished("fabric:/web/web", inputs()));
    expect(error.message).toBe(
      "fabric:/web is not healthy 0.25 s after its start: the cluster reports errors; GET /readyz failed",
    );
  });

  it("is unfinished where its instances do not start", async () => {
    fake.on(REPLICAS, replicas("Ready", "InBuild"));
    const error = await failure(services.create(inputs()));
    expect(error.message).toBe("fabric:/web is not healthy after 1 s: 1 of 2 instances are ready");
  });

  it("is not made or resized beyond the nodes that there are", async () => {
    const message =
      "fabric:/web/web cannot have 4 instances: the cluster has 3 nodes that are up, and no node takes two";
    expect((await failure(services.create(inputs({ instanceCount: 4 })))).message).toBe(message);
    const update = services.update!("", inputs(), inputs({ instanceCount: 4 }));
    expect((await failure(update)).message).toBe(message);
    expect(fake.changes).toEqual([]);
  });

  it("is resized where it is already there", async () => {
    fake.on(CREATE, new Refusal("FABRIC_E_SERVICE_ALREADY_EXISTS", 409));
    await services.create(inputs());
    expect(fake.changes).toEqual([CREATE, UPDATE]);
  });

  it("is resized without an upgrade", async () => {
    fake.on(REPLICAS, replicas("Ready", "Ready", "Ready"));
    await services.update!("", inputs(), inputs({ instanceCount: 3, minInstancePercentage: 66 }));
    expect(fake.bodyOf(UPDATE)).toEqual({
      ServiceKind: "Stateless",
      Flags: "9217",
      MinInstancePercentage: 66,
      ScalingPolicies: [],
      InstanceCount: 3,
    });
  });

  it("is left to its scaling policy", async () => {
    fake.on(REPLICAS, replicas("Ready", "Ready", "Ready"));
    await services.update!("", inputs(), inputs({ scalingPolicy }));
    expect(fake.bodyOf(UPDATE)).toEqual({
      ServiceKind: "Stateless",
      Flags: "9216",
      MinInstancePercentage: 50,
      ScalingPolicies: [
        {
          ScalingTrigger: {
            Kind: "AveragePartitionLoad",
            MetricName: "servicefabric:/_CpuCores",
            LowerLoadThreshold: "0.1",
            UpperLoadThreshold: "0.2",
            ScaleIntervalInSeconds: 60,
          },
          ScalingMechanism: {
            Kind: "PartitionInstanceCount",
            MinInstanceCount: 2,
            MaxInstanceCount: 6,
            ScaleIncrement: 1,
          },
        },
      ],
    });
  });

  it("is replaced for what cannot be changed", async () => {
    const diff = (news: object) => services.diff!("", inputs(), inputs(news));
    expect(await diff({ patience: { stable: 1, retry: 1, timeout: 1 } })).toMatchObject({ changes: false });
    expect(await diff({ instanceCount: 3 })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ scalingPolicy })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ dnsName: undefined })).toMatchObject({ changes: true, replaces: ["dnsName"] });
    expect(await diff({ endpoint: "http://x", applicationName: "fabric:/x" })).toEqual({
      changes: true,
      replaces: ["endpoint", "applicationName"],
      deleteBeforeReplace: true,
    });
  });

  it("is read with the number that the cluster has, unless that follows the load", async () => {
    const read = (props: ServiceInputs) => services.read!("fabric:/web/web", props);
    expect(await read(inputs({ instanceCount: 5 }))).toEqual({ id: "fabric:/web/web", props: inputs() });
    const scaled = inputs({ instanceCount: 5, scalingPolicy });
    expect(await read(scaled)).toEqual({ id: "fabric:/web/web", props: scaled });
  });

  it("is gone with its application", async () => {
    fake.on(FIND, undefined);
    expect(await services.read!("", inputs())).toEqual({});
    fake.on(FIND, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    expect(await services.read!("", inputs())).toEqual({});
    fake.on(DELETE, new Refusal("FABRIC_E_SERVICE_DOES_NOT_EXIST"));
    await services.delete!("", inputs());
  });
});

describe("the providers as Pulumi writes them into the state", () => {
  async function serialized(file: string): Promise<string> {
    const script = join(__dirname, "serialize.ts");
    const module = join(__dirname, `../../../src/orchestrators/service-fabric/${file}.ts`);
    const run = promisify(execFile)(process.execPath, ["--require", "./bin/typescript.js", script, module]);
    return (await run).stdout;
  }

  /** As Pulumi runs it: from its text alone, in a place that knows nothing of this project. */
  async function revived<Provider extends dynamic.ResourceProvider>(file: string): Promise<Provider> {
    const exported: { handler?: () => Provider } = {};
    new Function("exports", "require", await serialized(file))(exported, createRequire("/"));
    return exported.handler!();
  }

  it("work without TypeScript and without this project", async () => {
    const endpoint = fake.url;
    const upload = "PUT /ImageStore/webType-v1";
    const found = { Items: [{ Status: "Available" }] };
    fake
      .on("GET /ApplicationTypes/webType?ApplicationTypeVersion=v1", inTurn({ Items: [] }, found))
      .on(`${upload}/ApplicationManifest.xml`)
      .on(`${upload}/WebPkg/ServiceManifest.xml`)
      .on(`${upload}/WebPkg/_.dir`)
      .on(`${upload}/_.dir`)
      .on("DELETE /ImageStore/webType-v1")
      .on("POST /ApplicationTypes/$/Provision");
    const version = await revived<typeof versions>("applicationType");
    const content = { applicationManifest: "{}", serviceManifest: '{"Name":"WebPkg"}' };
    await version.create({ endpoint, typeName: "webType", version: "v1", ...content });
    expect(fake.bodyOf(`${upload}/WebPkg/ServiceManifest.xml`)).toContain('<ServiceManifest Name="WebPkg"/>');

    fake
      .on("POST /Applications/$/Create", new Refusal("FABRIC_E_APPLICATION_ALREADY_EXISTS", 409))
      .on("GET /Applications/web/$/GetUpgradeProgress", { UpgradeState: "RollingForwardCompleted" })
      .on("GET /Applications/web", { TypeVersion: "v2" })
      .on("GET /Applications/web/$/GetHealth", { AggregatedHealthState: "Ok" })
      .on("POST /Applications/web/$/Upgrade", new Refusal("FABRIC_E_INVALID", 400));
    const application = await revived<typeof applications>("application");
    const inputs = { endpoint, name: "fabric:/web", typeVersion: "v1", parameters: {}, upgradePolicy: {} };
    const error = await failure(application.create(inputs as ApplicationInputs));
    expect(error).toMatchObject({ id: "fabric:/web", message: expect.stringContaining("FABRIC_E_INVALID") });

    fake.on("GET /Applications/web/$/GetServices/web~web", undefined);
    const service = await revived<typeof services>("service");
    const props = { endpoint, applicationName: "fabric:/web", name: "fabric:/web/web" } as ServiceInputs;
    expect(await service.read!("id", props)).toEqual({});
    expect(await service.diff!("id", props, props)).toMatchObject({ changes: false });
  }, 60_000);
});
