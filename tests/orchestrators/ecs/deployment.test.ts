import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { deploy, TAGS } from "./planned";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const CLUSTER = "aws:ecs/cluster:Cluster";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const AUTOSCALING = { autoscaling: { min: 2, max: 6, cpuPercent: 70 } };

describe("the ECS deployment", () => {
  it("creates exactly these resources", async () => {
    const { types } = await deploy();
    expect(types.sort()).toEqual(
      [
        "podium:ecs:Deployment",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/securityGroup:SecurityGroup",
        INGRESS,
        INGRESS,
        INGRESS,
        EGRESS,
        EGRESS,
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:lb/targetGroup:TargetGroup",
        "aws:lb/listener:Listener",
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        "aws:servicediscovery/service:Service",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:iam/role:Role",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        CLUSTER,
        TASK,
        SERVICE,
      ].sort(),
    );
  });

  it("refuses a name that AWS does not accept for load balancers", async () => {
    await expect(deploy({ name: "internal-web" })).rejects.toThrow(
      "podium:name must not start with internal-, which AWS does not accept in a load balancer's name, " +
        'got "internal-web"',
    );
  });

  it("runs a Fargate service that replaces one task at a time, the new one first", async () => {
    expect((await deploy()).only(SERVICE)).toEqual({
      name: "web",
      cluster: "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/web",
      taskDefinition: "arn:task-definition",
      launchType: "FARGATE",
      platformVersion: "LATEST",
      schedulingStrategy: "REPLICA",
      desiredCount: 2,
      deploymentMaximumPercent: 150,
      deploymentMinimumHealthyPercent: 100,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      healthCheckGracePeriodSeconds: 60,
      loadBalancers: [{ targetGroupArn: "arn:targets", containerName: "app", containerPort: 8080 }],
      serviceRegistries: { registryArn: "arn:registry" },
      networkConfiguration: {
        subnets: ["web-0-id", "web-1-id"],
        securityGroups: ["web-tasks-id"],
        assignPublicIp: true,
      },
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      tags: TAGS,
    });
  });

  it("stops an old task first if none may run in excess, and moves none between zones", async () => {
    const update = { surge: 0, parallelism: 2, rollback: false };
    expect((await deploy({ replicas: 3, update })).only(SERVICE)).toMatchObject({
      desiredCount: 3,
      deploymentMaximumPercent: 100,
      deploymentMinimumHealthyPercent: 33,
      deploymentCircuitBreaker: { enable: true, rollback: false },
      availabilityZoneRebalancing: "DISABLED",
    });
  });

  it("runs in a cluster of its own without paid metrics", async () => {
    expect((await deploy()).only(CLUSTER)).toEqual({
      name: "web",
      settings: [{ name: "containerInsights", value: "disabled" }],
      tags: TAGS,
    });
  });

  it("keeps logs for a week", async () => {
    expect((await deploy()).only("aws:cloudwatch/logGroup:LogGroup")).toEqual({
      name: "/podium/web",
      retentionInDays: 7,
      tags: TAGS,
    });
  });

  it("scales the number of tasks with their CPU use", async () => {
    const resources = await deploy({ replicas: 9, ...AUTOSCALING });
    const scaled = {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: "service/web/web",
    };
    expect(resources.only("aws:appautoscaling/target:Target")).toEqual({
      ...scaled,
      minCapacity: 2,
      maxCapacity: 6,
      tags: TAGS,
    });
    expect(resources.only("aws:appautoscaling/policy:Policy")).toEqual({
      ...scaled,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: 70,
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
    expect(resources.only(SERVICE)).toMatchObject({
      // `replicas` is beyond the bounds.
      desiredCount: 6,
      deploymentMaximumPercent: 150,
      deploymentMinimumHealthyPercent: 100,
    });
  });

  it("gives an update the time that it needs, and leaves the count to an autoscaler", async () => {
    const optionsWith = async (changes: object) => {
      let options: pulumi.CustomResourceOptions | undefined;
      await deploy(
        changes,
        {},
        {
          transformations: [
            ({ type, opts }) => {
              if (type === SERVICE) options = opts;
              return undefined;
            },
          ],
        },
      );
      return options;
    };
    // 20 minutes, and 160 seconds for each of 40 rounds.
    expect(await optionsWith({ replicas: 40 })).toMatchObject({
      customTimeouts: { create: "7600s", update: "7600s" },
      ignoreChanges: [],
    });
    expect(await optionsWith(AUTOSCALING)).toMatchObject({ ignoreChanges: ["desiredCount"] });
  });

  it("tags everything that AWS can tag with its owner", async () => {
    const { all } = await deploy({ secrets: { API_KEY: "s3cret" }, ...AUTOSCALING });
    const [tagged, others] = [true, false].map((isTagged) =>
      all.filter(({ inputs }) => "tags" in inputs === isTagged),
    );
    for (const { inputs } of tagged!) expect(inputs).toMatchObject({ tags: TAGS });
    expect(new Set(others!.map(({ type }) => type))).toEqual(
      new Set([
        "podium:ecs:Deployment",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:appautoscaling/policy:Policy",
      ]),
    );
  });

  it("outputs the place of its cluster as the connection, beside what was configured", async () => {
    const { connection } = await deploy({}, { target: { profile: "lab", region: undefined } });
    expect(await connection.value).toEqual({
      profile: "lab",
      partition: "aws-cn",
      region: "cn-north-1",
      account: "123456789012",
    });
  });

  it.each([
    [80, undefined, "http://web-1.elb.amazonaws.com"],
    [8085, undefined, "http://web-1.elb.amazonaws.com:8085"],
    [8085, "http://127.0.0.1:4566", "http://127.0.0.1:4566/_alb/web"],
  ])("is reached at port %i, emulated by %s, as %s", async (publicPort, endpoint, url) => {
    const { endpoints, reference } = await deploy({ publicPort }, { target: { endpoint } });
    expect(await endpoints.value).toEqual([url]);
    expect(await reference.value).toBe("web/web");
  });
});
