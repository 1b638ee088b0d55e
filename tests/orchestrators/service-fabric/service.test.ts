import { beforeEach, describe, expect, it } from "vitest";
import { provider as services, type ServiceInputs } from "../../../src/orchestrators/service-fabric/service";
import { type FakeGateway, fakeGateway, inTurn, Refusal } from "./fake";
import { failure, hurry, unfinished } from "../providers";

let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
});
hurry();

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

  it("is created, and done when its instances are ready", async () => {
    fake.on(REPLICAS, inTurn(replicas("InBuild"), replicas("Ready", "InBuild"), replicas("Ready", "Ready")));
    expect(await services.create(inputs())).toEqual({ id: "fabric:/web/web", outs: inputs() });
    expect(fake.changes).toEqual([CREATE]);
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

  it("is not done until the application has had no errors for a while", async () => {
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

  it("is unfinished if its instances do not become healthy", async () => {
    const UnhealthyEvaluations = [{ HealthEvaluation: { Description: "GET /readyz failed" } }];
    fake.on(HEALTH, { AggregatedHealthState: "Error", UnhealthyEvaluations });
    const error = await failure(services.create(inputs()));
    expect(error).toMatchObject(unfinished("fabric:/web/web", inputs()));
    expect(error.message).toBe(
      "fabric:/web is not healthy 0.25 s after its start: the cluster reports errors; GET /readyz failed",
    );
  });

  it("is unfinished if its instances do not start", async () => {
    fake.on(REPLICAS, replicas("Ready", "InBuild"));
    const patience = { stable: 0, retry: 0.2, timeout: 0.1 };
    const error = await failure(services.create(inputs({ patience })));
    expect(error.message).toBe("fabric:/web is not healthy after 0.1 s: 1 of 2 instances are ready");
  });

  it("is not created or resized beyond the number of nodes", async () => {
    const message =
      "fabric:/web/web cannot have 4 instances: 3 nodes of the cluster are up, and each takes at most one";
    expect((await failure(services.create(inputs({ instanceCount: 4 })))).message).toBe(message);
    const update = services.update!("", inputs(), inputs({ instanceCount: 4 }));
    expect((await failure(update)).message).toBe(message);
    expect(fake.changes).toEqual([]);
  });

  it("is resized if it already exists", async () => {
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

  it("is created with the wait before an instance is replaced", async () => {
    await services.create(inputs({ replaceSeconds: 30 }));
    expect(fake.bodyOf(CREATE)).toMatchObject({ Flags: 2, InstanceRestartWaitDurationSeconds: 30 });
  });

  it.each([
    [undefined, 30, "41985", "30"],
    [30, 0, "41985", "0"],
    [30, undefined, "41985", "0"],
    [undefined, undefined, "9217", undefined],
  ])("changes that wait from %s to %s", async (former, replaceSeconds, flags, sent) => {
    await services.update!("", inputs({ replaceSeconds: former }), inputs({ replaceSeconds }));
    const body = fake.bodyOf(UPDATE) as Record<string, unknown>;
    expect([body["Flags"], body["InstanceRestartWaitDurationSeconds"]]).toEqual([flags, sent]);
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

  it.each([
    [2, undefined],
    [1, "fabric:/web is not healthy after 0.1 s: 1 of 4 instances are ready"],
  ])("is ready with the scaling policy's minimum: %d instances", async (count, message) => {
    fake
      .on("GET /Nodes", nodes("Up", "Up", "Up", "Up"))
      .on(REPLICAS, replicas(...Array(count).fill("Ready")));
    const patience = { stable: 0, retry: 0.2, timeout: 0.1 };
    const created = services.create(inputs({ instanceCount: 4, scalingPolicy, patience }));
    const error: unknown = await created.then(
      () => undefined,
      (failed: Error) => failed.message,
    );
    expect(error).toBe(message);
  });

  it("is replaced if what changes is fixed", async () => {
    const diff = (news: object) => services.diff!("", inputs(), inputs(news));
    expect(await diff({ patience: { stable: 1, retry: 1, timeout: 1 } })).toMatchObject({ changes: false });
    expect(await diff({ instanceCount: 3 })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ scalingPolicy })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ replaceSeconds: 30 })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ minInstancePercentage: 9 })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ dnsName: undefined })).toMatchObject({ changes: true, replaces: ["dnsName"] });
    expect(await diff({ name: "x", serviceTypeName: "X" })).toMatchObject({
      replaces: ["name", "serviceTypeName"],
    });
    expect(await diff({ endpoint: "http://x", applicationName: "fabric:/x" })).toEqual({
      changes: true,
      replaces: ["endpoint", "applicationName"],
      deleteBeforeReplace: true,
    });
  });

  it("is read with the cluster's number of instances, unless that follows the load", async () => {
    const read = (props: ServiceInputs) => services.read!("fabric:/web/web", props);
    expect(await read(inputs({ instanceCount: 5 }))).toEqual({ id: "fabric:/web/web", props: inputs() });
    const scaled = inputs({ instanceCount: 5, scalingPolicy });
    expect(await read(scaled)).toEqual({ id: "fabric:/web/web", props: scaled });
  });

  it("does not exist without its application", async () => {
    fake.on(FIND, undefined);
    expect(await services.read!("", inputs())).toEqual({});
    fake.on(FIND, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    expect(await services.read!("", inputs())).toEqual({});
    fake.on(DELETE, new Refusal("FABRIC_E_SERVICE_DOES_NOT_EXIST"));
    await services.delete!("", inputs());
  });

  it("is deleted once it no longer exists, even if the cluster takes its time", async () => {
    fake
      .on(DELETE, new Refusal("FABRIC_E_TIMEOUT", 504))
      .on(FIND, inTurn({ Name: "fabric:/web/web" }, undefined));
    await services.delete!("", inputs());
    expect(fake.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([DELETE, FIND, FIND]);
  });

  it("is not deleted if the cluster refuses", async () => {
    fake.on(DELETE, new Refusal("E_ACCESSDENIED", 403));
    expect((await failure(services.delete!("", inputs()))).message).toMatch(/E_ACCESSDENIED/);
  });
});
