import { describe, expect, it } from "vitest";
import { IMAGE, Resources, Secret } from "../../program";
import { containersOf, deploy, TAGS } from "./planned";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const SECRET = "aws:secretsmanager/secret:Secret";
const VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const CREDENTIALS = { server: "registry.example.com", username: "robot", password: "pass" };

describe("a task", () => {
  it("is a Fargate task of the smallest sufficient size", async () => {
    const { containerDefinitions, ...task } = (await deploy({ cpu: 1, memory: 3000 })).only(TASK);
    expect(containerDefinitions).toBeTypeOf("string");
    expect(task).toEqual({
      family: "web",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      cpu: "1024",
      memory: "3072",
      executionRoleArn: "arn:web-execution",
      taskRoleArn: "arn:web-task",
      tags: TAGS,
    });
  });

  it("runs on the processors that the image was built for", async () => {
    const resources = await deploy({}, { cpuArchitecture: "ARM64" });
    expect(resources.only(TASK)).toMatchObject({ runtimePlatform: { cpuArchitecture: "ARM64" } });
  });

  it("has one container, not as root, read-only and without capabilities", async () => {
    const resources = await deploy({ env: { GREETING: "hello" } }, { region: "eu-west-1" });
    const [{ environment, ...container }, ...others] = containersOf(resources) as [
      { environment: { name: string; value: string }[] },
    ];
    expect(others).toEqual([]);
    expect(environment).toContainEqual({ name: "GREETING", value: "hello" });
    expect(environment).toContainEqual({ name: "PODIUM_ORCHESTRATOR", value: "ecs" });
    expect(environment).toContainEqual({ name: "PODIUM_STOP_SECONDS", value: "20" });
    expect(environment).toContainEqual({ name: "PODIUM_PEERS", value: "dns:tasks.web.internal:8080" });
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
          "awslogs-region": "eu-west-1",
          "awslogs-stream-prefix": "app",
          mode: "non-blocking",
          "max-buffer-size": "4m",
        },
      },
    });
  });

  it("is checked by the configured command, or only by the load balancer if its image is not known to have one", async () => {
    const health = { command: ["/check", "8080"] };
    const healthCheckOf = async (...args: Parameters<typeof deploy>) =>
      containersOf(await deploy(...args))[0]!["healthCheck"];
    const expected = { command: ["CMD", "/check", "8080"], interval: 5 };
    expect(await healthCheckOf({ health })).toMatchObject(expected);
    expect(await healthCheckOf({ health }, { isSample: false })).toMatchObject(expected);
    expect(await healthCheckOf({}, { isSample: false })).toBeUndefined();
    expect(await healthCheckOf({ health: "none" })).toBeUndefined();
  });

  it("runs in the workload's group", async () => {
    expect(containersOf(await deploy({ user: 1234, group: 0 }))).toMatchObject([{ user: "1234:0" }]);
  });

  it("may listen below 1024 without being root", async () => {
    const systemControls = [{ namespace: "net.ipv4.ip_unprivileged_port_start", value: "0" }];
    expect(containersOf(await deploy({ port: 1023 }))).toMatchObject([
      { user: "65532:65532", systemControls },
    ]);
    for (const check of ["health", "readiness"])
      expect(containersOf(await deploy({ [check]: { port: 81 } }))).toMatchObject([{ systemControls }]);
    expect(containersOf(await deploy({ port: 1024 }))[0]).not.toHaveProperty("systemControls");
  });

  it("has an init if the workload wants one", async () => {
    const [container] = containersOf(await deploy({ init: true }));
    expect(container).toMatchObject({ linuxParameters: { initProcessEnabled: true } });
  });

  it("starts the configured command", async () => {
    const started = { command: ["/app/server", "$A"], args: ["--fast"] };
    expect(containersOf(await deploy(started))).toMatchObject([
      { entryPoint: ["/app/server", "$A"], command: ["--fast"] },
    ]);
    const [container] = containersOf(await deploy({ args: ["--fast"] }));
    expect(container).toMatchObject({ command: ["--fast"] });
    expect(container).not.toHaveProperty("entryPoint");
  });

  it("can run programs from /tmp if the workload wants it", async () => {
    expect(containersOf(await deploy({ tmp: { size: 64, exec: true } }))[0]).toMatchObject({
      linuxParameters: {
        tmpfs: [{ containerPath: "/tmp", size: 64, mountOptions: ["mode=1777", "nosuid", "nodev", "exec"] }],
      },
    });
  });

  it("has further folders in memory, from which no programs can be run", async () => {
    const mountOptions = ["mode=1777", "nosuid", "nodev", "noexec"];
    expect(containersOf(await deploy({ tmp: { exec: true }, writable: ["/run"] }))[0]).toMatchObject({
      linuxParameters: { tmpfs: [{}, { containerPath: "/run", size: 16, mountOptions }] },
    });
  });

  it("has the limits and the user of the workload", async () => {
    const changes = { cpu: 0.5, memory: 700, port: 3000, user: 1000, readOnlyRootFilesystem: false };
    expect(containersOf(await deploy(changes))[0]).toMatchObject({
      cpu: 512,
      memory: 700,
      portMappings: [{ containerPort: 3000, hostPort: 3000 }],
      user: "1000:1000",
      readonlyRootFilesystem: false,
    });
  });
});

describe("the secrets of a task", () => {
  it("are in Secrets Manager, encrypted in the state, and a task gets one version of them", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret", DSN: "other" } });
    expect(resources.only(SECRET)).toEqual({
      description: "The service's secret environment variables",
      recoveryWindowInDays: 0,
      tags: TAGS,
    });
    expect(resources.only(VERSION)).toEqual({
      secretId: "web-secrets-id",
      secretString: new Secret('{"API_KEY":"s3cret","DSN":"other"}'),
    });
    const [container] = containersOf(resources);
    expect(container!["secrets"]).toEqual([
      { name: "API_KEY", valueFrom: "arn:web-secrets:API_KEY::version-1" },
      { name: "DSN", valueFrom: "arn:web-secrets:DSN::version-1" },
    ]);
    expect(JSON.stringify(container)).not.toContain("s3cret");
  });

  it("include the login to the image's registry", async () => {
    const resources = await deploy({ registryCredentials: CREDENTIALS });
    expect(resources.only(SECRET)).toEqual({
      description: "The login to the image's registry",
      recoveryWindowInDays: 0,
      tags: TAGS,
    });
    expect(resources.only(VERSION, "web-registry")).toEqual({
      secretId: "web-registry-id",
      secretString: new Secret('{"username":"robot","password":"pass"}'),
    });
    expect(containersOf(resources)[0]).toMatchObject({
      repositoryCredentials: { credentialsParameter: "arn:web-registry" },
    });
  });

  it("do not exist if there are none", async () => {
    const resources = await deploy();
    expect(resources.types).not.toContain(VERSION);
    expect(containersOf(resources)[0]).not.toHaveProperty("secrets");
    expect(containersOf(resources)[0]).not.toHaveProperty("repositoryCredentials");
  });
});

describe("the roles of a task", () => {
  const policyOf = (resources: Resources) =>
    JSON.parse(String(resources.only(ROLE_POLICY)["policy"])) as { Version: string; Statement: unknown[] };
  const LOGS = {
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: "arn:log-group:log-stream:*",
  };

  it("are assumed by tasks only, and the service's own may do nothing", async () => {
    const resources = await deploy();
    // Roles belong to no region, so another region's workload of the same name must be told from this one.
    const tags = { ...TAGS, "podium-region": "eu-central-1" };
    const assumeRolePolicy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-tasks.amazonaws.com" } },
      ],
    });
    expect(resources.only(ROLE, "web-execution")).toEqual({
      description: "Starts the tasks: pulls the image, writes logs, reads secrets",
      assumeRolePolicy,
      tags,
    });
    expect(resources.only(ROLE, "web-task")).toEqual({
      description: "What the service itself may do on AWS: nothing",
      assumeRolePolicy,
      tags,
    });
    expect(resources.only(ROLE_POLICY)["role"]).toBe("web-execution-1a2b3c4");
  });

  it("allow only the own log to a task with a public image", async () => {
    expect(policyOf(await deploy())).toEqual({ Version: "2012-10-17", Statement: [LOGS] });
  });

  it.each([
    ["123456789012.dkr.ecr.eu-west-1.amazonaws.com", "arn:aws:ecr:eu-west-1:123456789012"],
    ["123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "arn:aws-cn:ecr:cn-north-1:123456789012"],
    ["123456789012.dkr.ecr.us-gov-east-1.amazonaws.com", "arn:aws-us-gov:ecr:us-gov-east-1:123456789012"],
  ])("allow pulling from the one repository of %s", async (registry, arn) => {
    const image = `${registry}/team/podium@sha256:${"a".repeat(64)}`;
    expect(policyOf(await deploy({}, { image })).Statement).toEqual([
      { Effect: "Allow", Action: ["ecr:GetAuthorizationToken"], Resource: "*" },
      {
        Effect: "Allow",
        Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: `${arn}:repository/team/podium`,
      },
      LOGS,
    ]);
  });

  it("allow reading the own secrets", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret" }, registryCredentials: CREDENTIALS });
    expect(policyOf(resources).Statement).toEqual([
      LOGS,
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: ["arn:web-secrets", "arn:web-registry"],
      },
    ]);
  });
});
