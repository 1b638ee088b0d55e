import type * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { awsConnection } from "../../../src/orchestrators/ecs/connection";
import { type EcsArgs, EcsDeployment } from "../../../src/orchestrators/ecs/deployment";
import { readHttps } from "../../../src/orchestrators/ecs/https";
import { awsTarget } from "../../../src/orchestrators/ecs/provider";
import { record } from "../../../src/plan/record";
import type { WorkloadInput } from "../../../src/workload/workload";
import { IMAGE, Resources, Secret, UNKNOWN, workloadOf } from "../../program";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const TARGETS = "aws:lb/targetGroup:TargetGroup";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const TAGS = { "managed-by": "podium", "podium-stack": "dev" };
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** What AWS would answer: names of things that only exist once they are made. */
const OUTPUTS = {
  "aws:cloudwatch/logGroup:LogGroup": () => ({ arn: "arn:log-group" }),
  "aws:secretsmanager/secretVersion:SecretVersion": (name: string) => ({
    arn: `arn:${name}`,
    versionId: "version-1",
  }),
  "aws:lb/loadBalancer:LoadBalancer": () => ({ dnsName: "web-1.elb.amazonaws.com" }),
  "aws:servicediscovery/service:Service": () => ({ arn: "arn:registry" }),
};

async function deploy(changes: WorkloadInput = {}, args: Partial<EcsArgs> = {}) {
  const { resources, result } = await record({ project: "test", outputs: OUTPUTS }, () => {
    const deployment = new EcsDeployment("web", {
      workload: workloadOf({ publicPort: 80, ...changes }),
      image: IMAGE,
      vpc: "own",
      cpuArchitecture: "X86_64",
      region: "eu-central-1",
      ...args,
    });
    return { endpoints: known(deployment.endpoints), reference: known(deployment.reference) };
  });
  return Object.assign(new Resources(resources), result);
}

/** A promise in an object, so that nobody waits for it before all is registered. */
function known<T>(output: pulumi.Output<T>): { value: Promise<T> } {
  return { value: new Promise((resolve) => output.apply(resolve)) };
}

const containersOf = (resources: Resources) =>
  JSON.parse(String(resources.only(TASK)["containerDefinitions"])) as Record<string, unknown>[];
const policyOf = (resources: Resources) =>
  (JSON.parse(String(resources.only(ROLE_POLICY)["policy"])) as { Statement: unknown[] }).Statement;

describe("the ECS deployment", () => {
  it("makes exactly these resources", async () => {
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
        TARGETS,
        "aws:lb/listener:Listener",
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        "aws:servicediscovery/service:Service",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:iam/role:Role",
        "aws:iam/role:Role",
        ROLE_POLICY,
        "aws:ecs/cluster:Cluster",
        TASK,
        SERVICE,
      ].sort(),
    );
  });

  it("refuses a name that AWS does not take for load balancers", async () => {
    await expect(deploy({ name: "internal-web" })).rejects.toThrow(
      'podium:name is "internal-web"; allowed is a name that does not begin with internal-',
    );
  });

  it("makes no network in the account's default VPC", async () => {
    const { types } = await deploy({}, { vpc: "default" });
    expect(types.filter((type) => /vpc:Vpc|subnet|gateway|route/i.test(type))).toEqual([]);
  });

  it("runs a Fargate service that replaces one task at a time, the new one first", async () => {
    expect((await deploy()).only(SERVICE)).toEqual({
      name: "web",
      cluster: UNKNOWN,
      taskDefinition: UNKNOWN,
      launchType: "FARGATE",
      platformVersion: "LATEST",
      schedulingStrategy: "REPLICA",
      desiredCount: 2,
      deploymentMaximumPercent: 150,
      deploymentMinimumHealthyPercent: 100,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      healthCheckGracePeriodSeconds: 60,
      loadBalancers: [{ targetGroupArn: UNKNOWN, containerName: "app", containerPort: 8080 }],
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

  it("stops an old task first where nothing may run in excess, and moves none between zones", async () => {
    const update = { surge: 0, parallelism: 2, rollback: false };
    expect((await deploy({ replicas: 3, update })).only(SERVICE)).toMatchObject({
      deploymentMaximumPercent: 100,
      deploymentMinimumHealthyPercent: 33,
      deploymentCircuitBreaker: { enable: true, rollback: false },
      availabilityZoneRebalancing: "DISABLED",
    });
  });

  it("makes each task from one container, as no root, read-only and without capabilities", async () => {
    const resources = await deploy({ env: { GREETING: "hello" } });
    expect(resources.only(TASK)).toMatchObject({
      family: "web",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      cpu: "256",
      memory: "512",
    });
    const [{ environment, ...container }, ...others] = containersOf(resources) as [
      { environment: { name: string; value: string }[] },
    ];
    expect(others).toEqual([]);
    expect(environment).toContainEqual({ name: "GREETING", value: "hello" });
    expect(environment).toContainEqual({ name: "PODIUM_STOP_SECONDS", value: "20" });
    expect(container).toEqual({
      name: "app",
      image: IMAGE,
      essential: true,
      cpu: 256,
      memory: 128,
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
      healthCheck: {
        command: ["CMD", "/nodejs/bin/node", "/app/server.js", "health"],
        interval: 5,
        timeout: 2,
        retries: 3,
        startPeriod: 60,
      },
      stopTimeout: 20,
      user: "65532:65532",
      readonlyRootFilesystem: true,
      linuxParameters: {
        capabilities: { drop: ["ALL"] },
        tmpfs: [
          { containerPath: "/tmp", size: 16, mountOptions: ["mode=1777", "nosuid", "nodev", "noexec"] },
        ],
      },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": "/podium/web",
          "awslogs-region": "eu-central-1",
          "awslogs-stream-prefix": "app",
          mode: "non-blocking",
          "max-buffer-size": "4m",
        },
      },
    });
  });

  it("keeps logs for a week", async () => {
    expect((await deploy()).only("aws:cloudwatch/logGroup:LogGroup")).toEqual({
      name: "/podium/web",
      retentionInDays: 7,
      tags: TAGS,
    });
  });

  it("says of all that AWS lets be tagged who has made it, and nothing of the rest", async () => {
    const { all } = await deploy({
      secrets: { API_KEY: "s3cret" },
      autoscaling: { min: 2, max: 6, cpuPercent: 70 },
    });
    const [tagged, others] = [true, false].map((isTagged) =>
      all.filter(({ inputs }) => "tags" in inputs === isTagged),
    );
    for (const { inputs } of tagged!) expect(inputs).toMatchObject({ tags: TAGS });
    expect(new Set(others!.map(({ type }) => type))).toEqual(
      new Set([
        "podium:ecs:Deployment",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        ROLE_POLICY,
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:appautoscaling/policy:Policy",
      ]),
    );
    const tags = tagged!.find(({ type }) => type === "aws:ec2/vpc:Vpc")!.inputs["tags"];
    expect(tags).toEqual({ ...TAGS, Name: "web" });
  });

  it("leaves nothing behind: no log group, no secret, no protection against deletion", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret" } });
    expect(resources.only("aws:ecs/cluster:Cluster")["settings"]).toEqual([
      { name: "containerInsights", value: "disabled" },
    ]);
    expect(resources.only("aws:secretsmanager/secret:Secret")["recoveryWindowInDays"]).toBe(0);
    expect(resources.only("aws:lb/loadBalancer:LoadBalancer")["enableDeletionProtection"]).toBe(false);
    expect(resources.only("aws:servicediscovery/service:Service")["forceDestroy"]).toBe(true);
    expect(JSON.stringify(resources.all)).not.toContain("skipDestroy");
  });

  it("lets the world reach the load balancer, and nobody else the tasks", async () => {
    const resources = await deploy({ publicPort: 8085 });
    const port = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port, tags: TAGS });
    const [balancer, tasks] = ["web-balancer-id", "web-tasks-id"];
    expect(resources.only(INGRESS, "web-world")).toEqual({
      securityGroupId: balancer,
      cidrIpv4: "0.0.0.0/0",
      ...port(8085),
    });
    expect(resources.only(EGRESS, "web-balancer-8080")).toEqual({
      securityGroupId: balancer,
      referencedSecurityGroupId: tasks,
      ...port(8080),
    });
    expect(resources.only(INGRESS, "web-tasks-8080")).toEqual({
      securityGroupId: tasks,
      referencedSecurityGroupId: balancer,
      ...port(8080),
    });
    expect(resources.only(EGRESS, "web-tasks")).toEqual({
      securityGroupId: tasks,
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
      tags: TAGS,
    });
  });

  it("gives the tasks a private name by which they find each other, and lets them talk", async () => {
    const resources = await deploy();
    expect(resources.only("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace")).toEqual({
      name: "web.internal",
      description: "Where the tasks find each other",
      vpc: "web-id",
      tags: TAGS,
    });
    expect(resources.only("aws:servicediscovery/service:Service")).toEqual({
      name: "tasks",
      dnsConfig: {
        namespaceId: "web-id",
        dnsRecords: [{ type: "A", ttl: 10 }],
        routingPolicy: "MULTIVALUE",
      },
      healthCheckCustomConfig: { failureThreshold: 1 },
      forceDestroy: true,
      tags: TAGS,
    });
    expect(resources.only(INGRESS, "web-peers-8080")).toEqual({
      securityGroupId: "web-tasks-id",
      referencedSecurityGroupId: "web-tasks-id",
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
      tags: TAGS,
    });
    expect(containersOf(resources)[0]!["environment"]).toContainEqual({
      name: "PODIUM_PEERS",
      value: "dns:tasks.web.internal:8080",
    });
  });

  it("leaves that out on an emulator, which has no Cloud Map", async () => {
    const resources = await deploy({}, { emulator: "http://127.0.0.1:4566" });
    expect(resources.types.filter((type) => type.includes("servicediscovery"))).toEqual([]);
    expect(resources.only(SERVICE)).not.toHaveProperty("serviceRegistries");
    expect(JSON.stringify(resources.all)).not.toMatch(/PODIUM_PEERS|web-peers/);
  });

  it("balances over the tasks' addresses and drains for as long as a task may take to stop", async () => {
    const resources = await deploy({ stopSeconds: 30 });
    expect(resources.only(TARGETS)).toEqual({
      port: 80,
      protocol: "HTTP",
      targetType: "ip",
      vpcId: "web-id",
      deregistrationDelay: 30,
      tags: TAGS,
      healthCheck: {
        enabled: true,
        protocol: "HTTP",
        port: "traffic-port",
        path: "/readyz",
        matcher: "200-299",
        interval: 5,
        timeout: 2,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
    expect(resources.only("aws:lb/listener:Listener")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: UNKNOWN }],
    });
    expect(resources.only("aws:lb/loadBalancer:LoadBalancer")).toMatchObject({
      name: "web",
      internal: false,
      subnets: ["web-0-id", "web-1-id"],
      securityGroups: ["web-balancer-id"],
      dropInvalidHeaderFields: true,
    });
  });

  describe("HTTPS", () => {
    const LISTENER = "aws:lb/listener:Listener";
    const https = {
      certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-90ab",
      domain: "podium.example.com",
    };

    it("is spoken at the public port with a certificate, and where 80 redirects to", async () => {
      const resources = await deploy({ publicPort: 443 }, { https });
      expect(resources.only(LISTENER, "web-https")).toEqual({
        loadBalancerArn: UNKNOWN,
        port: 443,
        protocol: "HTTPS",
        certificateArn: https.certificateArn,
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        defaultActions: [{ type: "forward", targetGroupArn: UNKNOWN }],
        tags: TAGS,
      });
      expect(resources.only(LISTENER, "web")).toEqual({
        loadBalancerArn: UNKNOWN,
        port: 80,
        protocol: "HTTP",
        defaultActions: [
          { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
        ],
        tags: TAGS,
      });
    });

    it("opens both ports to the world, and nothing else", async () => {
      const { all } = await deploy({ publicPort: 8443 }, { https });
      const open = all.filter(({ type, inputs }) => type === INGRESS && "cidrIpv4" in inputs);
      expect(open.map(({ inputs }) => [inputs["fromPort"], inputs["toPort"]])).toEqual([
        [80, 80],
        [8443, 8443],
      ]);
    });

    it.each([
      [443, "https://podium.example.com"],
      [8443, "https://podium.example.com:8443"],
    ])("is reached at port %i as %s", async (publicPort, endpoint) => {
      const { endpoints } = await deploy({ publicPort }, { https });
      expect(await endpoints.value).toEqual([endpoint]);
    });

    it("is not there without a certificate", async () => {
      const resources = await deploy();
      expect(JSON.stringify(resources.all)).not.toMatch(/HTTPS|certificate|redirect|sslPolicy/);
    });

    it("refuses to redirect a port to itself", async () => {
      await expect(deploy({ publicPort: 80 }, { https })).rejects.toThrow(
        "podium:publicPort is 80; allowed is any port but 80 with a certificate",
      );
    });

    it("needs a certificate and a name, or neither", () => {
      expect(readHttps({})).toBeUndefined();
      expect(readHttps(https)).toEqual(https);
      expect(
        readHttps({ ...https, certificateArn: https.certificateArn.replace("aws", "aws-us-gov") }),
      ).toBeDefined();
    });

    it.each([
      [
        { domain: https.domain },
        "podium-ecs:certificateArn is missing; allowed is the ARN of a certificate in ACM",
      ],
      [
        { ...https, certificateArn: "arn:aws:iam::123456789012:role/web" },
        'podium-ecs:certificateArn is "arn:aws:iam::123456789012:role/web"; allowed is the ARN',
      ],
      [{ certificateArn: https.certificateArn }, "podium-ecs:domain is missing; allowed is the host name"],
      [
        { ...https, domain: "https://podium.example.com" },
        'podium-ecs:domain is "https://podium.example.com"',
      ],
      [
        { ...https, domain: "*.example.com" },
        'podium-ecs:domain is "*.example.com"; allowed is the host name',
      ],
    ])("refuses %j", (given, message) => {
      expect(() => readHttps(given)).toThrow(message);
    });

    it("is refused on an emulator", () => {
      expect(() => readHttps(https, "http://127.0.0.1:4566")).toThrow(
        /podium-ecs:certificateArn .* allowed is not to set it where AWS_ENDPOINT_URL points at an emulator/,
      );
    });

    it("is read by the stack, whose port is then 443", async () => {
      vi.stubEnv("AWS_ENDPOINT_URL", "");
      vi.resetModules();
      const config = {
        "podium-ecs:certificateArn": https.certificateArn,
        "podium-ecs:domain": https.domain,
      };
      const { resources } = await record({ project: "podium-ecs", config }, () => import("../../../stacks/ecs"));
      vi.unstubAllEnvs();
      expect(new Resources(resources).only(LISTENER, "podium-dev-https")).toMatchObject({ port: 443 });
    });
  });

  describe("roles", () => {
    it("may start a task from a public image with nothing but its own log", async () => {
      expect(policyOf(await deploy())).toEqual([
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn:log-group:log-stream:*",
        },
      ]);
    });

    it.each([
      ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "arn:aws:ecr:eu-west-1:123456789012"],
      ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "arn:aws-cn:ecr:cn-north-1:123456789012"],
      ["123456789012.dkr.ecr.us-gov-east-1.amazonaws.com", "arn:aws-us-gov:ecr:us-gov-east-1:123456789012"],
    ])("may pull from one repository of %s", async (registry, arn) => {
      const image = `${registry}/team/podium@sha256:${"a".repeat(64)}`;
      expect(policyOf(await deploy({}, { image })).slice(0, 2)).toEqual([
        { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
        {
          Effect: "Allow",
          Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          Resource: `${arn}:repository/team/podium`,
        },
      ]);
    });

    it("may read its own secrets, and the service itself may do nothing", async () => {
      const registryCredentials = { server: "registry.example.com", username: "robot", password: "pass" };
      const resources = await deploy({ secrets: { API_KEY: "s3cret" }, registryCredentials });
      expect(policyOf(resources)).toContainEqual({
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: ["arn:web-secrets", "arn:web-registry"],
      });
      expect(resources.only(ROLE_POLICY)["role"]).toBe(UNKNOWN);
      expect(resources.only("aws:iam/role:Role", "web-task")).not.toHaveProperty("managedPolicyArns");
    });
  });

  describe("secrets", () => {
    const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

    it("keeps them in Secrets Manager, encrypted in the state, and gives tasks one version of them", async () => {
      const resources = await deploy({ secrets: { API_KEY: "s3cret" } });
      expect(resources.only("aws:secretsmanager/secret:Secret")).toMatchObject({ recoveryWindowInDays: 0 });
      expect(resources.only(VERSION)["secretString"]).toEqual(new Secret('{"API_KEY":"s3cret"}'));
      const [container] = containersOf(resources);
      expect(container).toMatchObject({
        secrets: [{ name: "API_KEY", valueFrom: "arn:web-secrets:API_KEY::version-1" }],
      });
      expect(JSON.stringify(container)).not.toContain("s3cret");
    });

    it("logs in to the image's registry with what is kept there", async () => {
      const registryCredentials = { server: "registry.example.com", username: "robot", password: "pass" };
      const resources = await deploy({ registryCredentials });
      expect(resources.only(VERSION, "web-registry")["secretString"]).toEqual(
        new Secret('{"username":"robot","password":"pass"}'),
      );
      expect(containersOf(resources)[0]).toMatchObject({
        repositoryCredentials: { credentialsParameter: "arn:web-registry" },
      });
    });

    it("makes none where there are none", async () => {
      const resources = await deploy();
      expect(resources.types).not.toContain(VERSION);
      expect(containersOf(resources)[0]).not.toHaveProperty("secrets");
      expect(containersOf(resources)[0]).not.toHaveProperty("repositoryCredentials");
    });
  });

  it("lets the number of tasks follow their CPU use", async () => {
    const resources = await deploy({ autoscaling: { min: 2, max: 6, cpuPercent: 70 } });
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
    expect(resources.only(SERVICE)["desiredCount"]).toBe(2);
  });

  it.each([
    [80, undefined, "http://web-1.elb.amazonaws.com"],
    [8085, undefined, "http://web-1.elb.amazonaws.com:8085"],
    [8085, "http://127.0.0.1:4566", "http://127.0.0.1:4566/_alb/web"],
  ])("is reached at port %i, emulated by %s, as %s", async (publicPort, emulator, endpoint) => {
    const { endpoints, reference } = await deploy({ publicPort }, { emulator });
    expect(await endpoints.value).toEqual([endpoint]);
    expect(await reference.value).toBe("eu-central-1/web/web");
  });
});

describe("where AWS is", () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    [{}, { endpoint: undefined, region: undefined, anonymous: false }],
    [{ AWS_DEFAULT_REGION: "eu-west-1" }, { endpoint: undefined, region: "eu-west-1", anonymous: false }],
    [
      { AWS_REGION: "eu-west-3", AWS_DEFAULT_REGION: "eu-west-1" },
      { endpoint: undefined, region: "eu-west-3", anonymous: false },
    ],
    [
      { AWS_ENDPOINT_URL: "http://localhost:4566/" },
      { endpoint: "http://localhost:4566", region: "us-east-1", anonymous: true },
    ],
    [
      { AWS_ENDPOINT_URL: "http://localhost:4566", AWS_PROFILE: "lab", AWS_REGION: "eu-west-1" },
      { endpoint: "http://localhost:4566", region: "eu-west-1", anonymous: false },
    ],
    [
      { AWS_ENDPOINT_URL: "http://emulator.example.com" },
      { endpoint: "http://emulator.example.com", region: "us-east-1", anonymous: false },
    ],
  ])("%j is %j", (env, connection) => {
    expect(awsConnection(env)).toEqual(connection);
  });

  it("is left to Pulumi's own provider where there is no emulator", async () => {
    const { resources, result } = await record(
      { project: "test", config: { "aws:region": "eu-north-1" } },
      () => awsTarget(awsConnection({ AWS_REGION: "eu-west-1" })),
    );
    expect(resources).toEqual([]);
    expect(result).toEqual({ region: "eu-north-1", emulator: undefined, providers: [] });
  });

  it("is the emulator that AWS_ENDPOINT_URL points at, for all services and nothing else", async () => {
    const { resources } = await record({ project: "test" }, () =>
      awsTarget(awsConnection({ AWS_ENDPOINT_URL: "http://localhost:4566" })),
    );
    const { endpoints, accessKey, ...inputs } = new Resources(resources).only("pulumi:providers:aws");
    expect(inputs).toMatchObject({
      region: "us-east-1",
      skipCredentialsValidation: "true",
      skipRequestingAccountId: "true",
      skipMetadataApiCheck: "true",
    });
    expect(accessKey).toEqual(new Secret("test"));
    const url = "http://localhost:4566";
    expect(JSON.parse(String(endpoints))).toEqual([
      {
        appautoscaling: url,
        ec2: url,
        ecs: url,
        elbv2: url,
        iam: url,
        logs: url,
        secretsmanager: url,
        sts: url,
      },
    ]);
  });

  it("is asked with the credentials that someone has chosen", async () => {
    const { resources } = await record({ project: "test" }, () =>
      awsTarget(awsConnection({ AWS_ENDPOINT_URL: "http://localhost:4566", AWS_ACCESS_KEY_ID: "mine" })),
    );
    expect(new Resources(resources).only("pulumi:providers:aws")).not.toHaveProperty("accessKey");
  });

  it("is the emulator for every resource of the stack", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://localhost:4566");
    vi.resetModules();
    const { resources } = await record({ project: "podium-ecs" }, () => import("../../../stacks/ecs"));
    expect(new Resources(resources).only("pulumi:providers:aws")).toMatchObject({
      endpoints: expect.stringContaining("4566"),
    });
  });

  it.each(["vpc", "cpuArchitecture"])("refuses a %s that it does not know", async (key) => {
    vi.resetModules();
    const program = record(
      { project: "podium-ecs", config: { [`podium-ecs:${key}`]: "other" } },
      () => import("../../../stacks/ecs"),
    );
    await expect(program).rejects.toThrow(
      new RegExp(`'podium-ecs:${key}' value 'other' is not a legal enum`),
    );
  });
});
