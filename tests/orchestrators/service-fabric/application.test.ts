import { beforeEach, describe, expect, it } from "vitest";
import {
  type ApplicationInputs,
  provider as applications,
} from "../../../src/orchestrators/service-fabric/application";
import { type FakeGateway, fakeGateway, inTurn, Refusal } from "./fake";
import { failure, hurry, unfinished } from "../providers";

let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
});
hurry();

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

  it("is created from its type and its parameters", async () => {
    expect(await applications.create(inputs())).toEqual({ id: "fabric:/web", outs: inputs() });
    expect(fake.requests).toHaveLength(1);
    expect(fake.bodyOf(CREATE)).toEqual({
      Name: "fabric:/web",
      TypeName: "webType",
      TypeVersion: "v2",
      ParameterList: [{ Key: "Secret_A", Value: "new" }],
    });
  });

  it("is refused if Service Fabric cannot pass on a parameter, whose value is not printed", async () => {
    const parameters = { Secret_A: "s3cret\u0001", Secret_B: "@ApplicationName@", Secret_C: "[Secret_A]" };
    const { inputs: kept, failures } = await applications.check!(before(), inputs({ parameters }));
    expect(kept).toEqual(inputs({ parameters }));
    // Pulumi prints the value of a property that a failure names.
    expect(failures).toEqual([
      {
        property: "",
        reason: "the parameter Secret_A must not contain control characters or others that XML cannot carry",
      },
      {
        property: "",
        reason:
          "the parameter Secret_B must not be @PartitionId@, @ServiceName@ or @ApplicationName@, " +
          "which Service Fabric replaces",
      },
    ]);
    expect(await applications.check!(before(), inputs())).toEqual({ inputs: inputs(), failures: [] });
  });

  it("is upgraded if it already exists", async () => {
    fake
      .on(CREATE, new Refusal("FABRIC_E_APPLICATION_ALREADY_EXISTS", 409))
      .on(PROGRESS, progress("RollingForwardCompleted"));
    await applications.create(inputs());
    expect(fake.changes).toEqual([CREATE, UPGRADE]);
  });

  it("is upgraded with monitoring and all its parameters", async () => {
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

  it("may be as unhealthy during the upgrade as before, but not afterwards", async () => {
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

  it("may not be unhealthy because of a warning that the next probe clears", async () => {
    fake
      .on(PROGRESS, progress("RollingForwardCompleted"))
      .on(HEALTH, inTurn(health("Warning", ["Ok", "Warning"]), health("Ok", ["Ok", "Ok"])));
    const upgradePolicy = { ...inputs().upgradePolicy, healthCheckWait: 1.5 };
    await applications.update!("fabric:/web", before(), inputs({ upgradePolicy }));
    expect(fake.bodyOf(UPGRADE)).toMatchObject({
      ApplicationHealthPolicy: { MaxPercentUnhealthyDeployedApplications: 0 },
    });
  });

  it("is what it was before if the upgrade is rolled back, and the error says why", async () => {
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
      "fabric:/web: the upgrade to v2 was rolled back: an instance was not healthy; " +
        "ReadinessProbe: GET /readyz failed",
    );
    expect(error).not.toHaveProperty("id");
  });

  it.each([
    ["HealthCheck", "an instance was not healthy"],
    ["UpgradeDomainTimeout", "an upgrade domain was not done within 1 s"],
    ["OverallUpgradeTimeout", "it was not done within 2 s"],
    ["Interrupted", "it was interrupted"],
    ["None", "RollingBackCompleted"],
  ])("says why the upgrade was rolled back: %s", async (reason, why) => {
    const back = progress("RollingBackCompleted", reason);
    fake.on(PROGRESS, inTurn(progress("RollingForwardCompleted"), back));
    expect((await failure(update())).message).toBe(`fabric:/web: the upgrade to v2 was rolled back: ${why}`);
  });

  it("is unfinished if the upgrade takes twice as long as it may", async () => {
    const going = progress("RollingForwardInProgress");
    fake.on(PROGRESS, inTurn(progress("RollingForwardCompleted"), going));
    const upgradePolicy = { ...inputs().upgradePolicy, upgradeTimeout: 0.05 };
    const error = await failure(applications.update!("fabric:/web", before(), inputs({ upgradePolicy })));
    expect(error).toMatchObject(unfinished("fabric:/web", inputs({ upgradePolicy })));
    expect(error.message).toBe("fabric:/web: the upgrade is not over after 0.1 s");
  }, 5000);

  it("reports why an image cannot be pulled, even after its health no longer does", async () => {
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

  it("is half done if a failed upgrade stops", async () => {
    const stopped = progress("RollingForwardPending", "HealthCheck");
    fake.on(PROGRESS, inTurn(progress("RollingForwardCompleted"), stopped));
    const error = await failure(update());
    expect(error).toMatchObject(unfinished("fabric:/web", inputs()));
    expect(error.message).toMatch(/the upgrade to v2 failed and is half done: an instance was not healthy$/);
  });

  it("resumes the upgrade of an earlier attempt", async () => {
    fake.on(PROGRESS, inTurn(progress("RollingForwardInProgress"), progress("RollingForwardCompleted")));
    await update();
    expect(fake.changes).toEqual([]);
  });

  it("rolls back first if an earlier upgrade has another target", async () => {
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

  it("is not upgraded to what it already is", async () => {
    fake.on(PROGRESS, progress("RollingForwardCompleted")).on(FIND, running("v2", "new"));
    await update();
    expect(fake.changes).toEqual([]);
  });

  it("says what to do if it no longer exists", async () => {
    fake.on(PROGRESS, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    expect((await failure(update())).message).toBe(
      "fabric:/web no longer exists in the cluster. Run `pulumi refresh`, then `pulumi up`",
    );
  });

  it("tolerates a gateway that is briefly unreachable", async () => {
    const away = new Refusal("FABRIC_E_TIMEOUT", 504);
    fake.on(PROGRESS, inTurn(progress("RollingForwardCompleted"), away, progress("RollingForwardCompleted")));
    await update();
  });

  it("is replaced only by another cluster, name or type", async () => {
    const diff = (news: object) => applications.diff!("", inputs(), inputs(news));
    const replacing = { changes: true, deleteBeforeReplace: true };
    expect(await diff({})).toMatchObject({ changes: false, replaces: [] });
    expect(await diff({ name: "fabric:/x" })).toEqual({ ...replacing, replaces: ["name"] });
    expect(await diff({ endpoint: "http://x" })).toEqual({ ...replacing, replaces: ["endpoint"] });
    expect(await diff({ typeName: "x" })).toEqual({ ...replacing, replaces: ["typeName"] });
    const upgradePolicy = { ...inputs().upgradePolicy, failureAction: "Manual" };
    expect(await diff({ upgradePolicy })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ typeVersion: "v3" })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ parameters: { Secret_A: "other" } })).toMatchObject({ changes: true, replaces: [] });
  });

  it("is read as the cluster has it", async () => {
    expect((await applications.read!("fabric:/web", inputs())).props).toEqual(before());
    fake.on(FIND, undefined);
    expect(await applications.read!("fabric:/web", inputs())).toEqual({});
  });

  it("is deleted once it no longer exists", async () => {
    fake.on(FIND, inTurn(running("v2", "new"), undefined));
    await applications.delete!("", inputs());
    expect(fake.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([DELETE, FIND, FIND]);
  });

  it("is deleted even if the cluster takes its time, but not if it refuses", async () => {
    fake.on(FIND, undefined).on(DELETE, new Refusal("FABRIC_E_TIMEOUT", 504));
    await applications.delete!("", inputs());
    fake.on(DELETE, new Refusal("E_ACCESSDENIED", 403));
    expect((await failure(applications.delete!("", inputs()))).message).toMatch(/E_ACCESSDENIED/);
  });

  it("needs no deletion if it no longer exists", async () => {
    fake.on(FIND, undefined).on(DELETE, new Refusal("FABRIC_E_APPLICATION_NOT_FOUND"));
    await applications.delete!("", inputs());
  });
});
