import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { engine } from "../../../src/orchestrators/ecs/engine";

/** What a request is answered with: a status and a body. */
type Answer = [status: number, body: unknown];
interface Request {
  /** The method and path, or the action of ECS's API, e.g. `ListTasks`. */
  what: string;
  body: Record<string, unknown>;
  /** What it was signed for, where it was. */
  region?: string;
}

const MINISTACK = { "GET /_ministack/health": { version: "1.5.33", services: { ecs: "available" } } };
const WEB = "eu-central-1/web/web";
const TASK_ARN = "arn:aws:ecs:us-east-1:000000000000:task/web/abc";

let servers: Server[] = [];

/** An HTTP server that speaks as AWS, an emulator or Docker would, and the requests that it has got. */
async function serve(answers: Record<string, unknown | ((body: Request["body"]) => unknown)>) {
  const requests: Request[] = [];
  const server = createServer(async (message, response) => {
    const request = await read(message);
    requests.push(request);
    const [status, body] = answer(answers, request);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, requests };
}

async function read(message: IncomingMessage): Promise<Request> {
  let text = "";
  for await (const chunk of message) text += chunk;
  const action = message.headers["x-amz-target"] as string | undefined;
  return {
    what: action?.split(".")[1] ?? `${message.method} ${message.url?.split("?")[0]}`,
    body: action
      ? JSON.parse(text)
      : Object.fromEntries(new URL(message.url ?? "/", "http://x").searchParams),
    region: /Credential=[^/]+\/\d+\/([^/]+)\/ecs/.exec(message.headers.authorization ?? "")?.[1],
  };
}

function answer(answers: Record<string, unknown>, { what, body }: Request): Answer {
  if (!(what in answers)) return [404, { message: `no ${what} here` }];
  const found = answers[what];
  const result = typeof found === "function" ? found(body) : found;
  return typeof result === "object" && result !== null && "__type" in result ? [400, result] : [200, result];
}

/** ECS at a loopback address, through the variables that AWS's own tools read. */
async function serveEcs(answers: Record<string, unknown | ((body: Request["body"]) => unknown)>) {
  const server = await serve(answers);
  vi.stubEnv("AWS_ENDPOINT_URL", `http://${server.host}`);
  return server;
}

beforeEach(() => {
  // Nothing of who runs the tests, and nothing but loopback.
  for (const name of ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
    vi.stubEnv(name, undefined);
  for (const name of ["AWS_ENDPOINT_URL", "AWS_REGION", "AWS_DEFAULT_REGION"]) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  servers = [];
});

describe("probing ECS", () => {
  it("finds MiniStack, which is no AWS", async () => {
    const { host, requests } = await serveEcs({ ...MINISTACK, ListClusters: { clusterArns: [] } });
    expect(await engine.probe()).toEqual({
      reachable: true,
      product: "MiniStack",
      version: "1.5.33",
      kind: "emulator",
      address: `http://${host}`,
      local: true,
    });
    expect(requests.at(-1)).toEqual({ what: "ListClusters", body: { maxResults: 1 }, region: "us-east-1" });
  });

  it("finds LocalStack", async () => {
    await serveEcs({
      "GET /_localstack/health": { version: "4.9.0", edition: "pro", services: {} },
      ListClusters: { clusterArns: [] },
    });
    expect(await engine.probe()).toMatchObject({
      product: "LocalStack",
      version: "4.9.0",
      kind: "emulator",
      local: true,
    });
  });

  it("takes nothing on this machine for AWS, even if it does not say what it is", async () => {
    await serveEcs({ ListClusters: { clusterArns: [] } });
    expect(await engine.probe()).toMatchObject({ product: "Amazon ECS", kind: "emulator", local: true });
  });

  it("needs more of an emulator than health", async () => {
    await serveEcs(MINISTACK);
    expect(await engine.probe()).toMatchObject({ reachable: false });
  });

  it("says where nothing answers, and how to get it", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: "what AWS_ENDPOINT_URL points at cannot be asked: connect ECONNREFUSED 127.0.0.1:9",
      remedy: expect.stringContaining("ministack"),
    });
  });

  it("says that AWS needs a region", async () => {
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: "AWS cannot be asked: Region is missing",
      remedy: expect.stringContaining("aws configure"),
    });
  });

  it("says that AWS needs credentials", async () => {
    vi.stubEnv("AWS_REGION", "eu-central-1");
    expect(await engine.probe()).toMatchObject({
      reachable: false,
      reason: expect.stringMatching(/^AWS cannot be asked: .*credentials/),
    });
  });

  it("gives up after three seconds", async () => {
    const silent = createServer(() => undefined);
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const begin = Date.now();
    expect(await engine.probe()).toMatchObject({
      reachable: false,
      reason: expect.stringContaining("no answer within 3 s"),
    });
    expect(Date.now() - begin).toBeLessThan(4500);
  });
});

const DIGEST = `sha256:${"a".repeat(64)}`;
const taskOf = (id: string, changes: Record<string, unknown>) => ({
  taskArn: `arn:aws:ecs:us-east-1:000000000000:task/web/${id}`,
  desiredStatus: "RUNNING",
  lastStatus: "RUNNING",
  healthStatus: "HEALTHY",
  availabilityZone: "us-east-1a",
  startedAt: 1_700_000_000,
  containers: [{ image: `registry.example.com/podium@${DIGEST}`, imageDigest: DIGEST }],
  ...changes,
});

/** Answers for a service with these tasks. */
function withTasks(tasks: ReturnType<typeof taskOf>[]) {
  return {
    ListTasks: ({ desiredStatus }: Request["body"]) => ({
      taskArns: tasks.filter((task) => task.desiredStatus === desiredStatus).map(({ taskArn }) => taskArn),
    }),
    DescribeTasks: ({ tasks: wanted }: Request["body"]) => ({
      tasks: tasks.filter(({ taskArn }) => (wanted as string[]).includes(taskArn)),
    }),
  };
}

describe("the tasks of a service", () => {
  it("are instances in one state each, but for those that have ended", async () => {
    await serveEcs(
      withTasks([
        taskOf("ready", {}),
        taskOf("unready", { healthStatus: "UNHEALTHY" }),
        taskOf("unknown", { healthStatus: "UNKNOWN" }),
        taskOf("provisioning", { lastStatus: "PROVISIONING", healthStatus: "UNKNOWN", startedAt: undefined }),
        taskOf("activating", { lastStatus: "ACTIVATING", healthStatus: "UNKNOWN" }),
        taskOf("draining", { desiredStatus: "STOPPED" }),
        taskOf("stopping", { desiredStatus: "STOPPED", lastStatus: "STOPPING" }),
        taskOf("gone", { desiredStatus: "STOPPED", lastStatus: "STOPPED" }),
      ]),
    );
    const instances = await engine.instances(WEB);
    expect(Object.fromEntries(instances.map(({ id, state }) => [id, state]))).toEqual({
      ready: "ready",
      unready: "unready",
      unknown: "starting",
      provisioning: "starting",
      activating: "starting",
      draining: "stopping",
      stopping: "stopping",
    });
    expect(instances[0]).toEqual({
      id: "ready",
      state: "ready",
      image: `registry.example.com/podium@${DIGEST}`,
      startedAt: "2023-11-14T22:13:20.000Z",
      node: "us-east-1a",
    });
  });

  it("are ready as soon as they run where health checks are ignored", async () => {
    await serveEcs({
      ...MINISTACK,
      ...withTasks([
        taskOf("running", { healthStatus: "UNKNOWN" }),
        taskOf("sick", { healthStatus: "UNHEALTHY" }),
      ]),
    });
    const states = (await engine.instances(WEB)).map(({ state }) => state);
    expect(states).toEqual(["ready", "unready"]);
  });

  it("show the digest that a tag meant", async () => {
    await serveEcs(
      withTasks([taskOf("tagged", { containers: [{ image: "podium:1", imageDigest: DIGEST }] })]),
    );
    expect((await engine.instances(WEB))[0]?.image).toBe(`podium:1@${DIGEST}`);
  });

  it("are found on every page", async () => {
    const tasks = Array.from({ length: 150 }, (_, index) => taskOf(`task-${index}`, {}));
    const { requests } = await serveEcs({
      ...withTasks(tasks),
      ListTasks: ({ desiredStatus, nextToken }: Request["body"]) => {
        if (desiredStatus === "STOPPED") return { taskArns: [] };
        const start = Number(nextToken ?? 0);
        const taskArns = tasks.slice(start, start + 100).map(({ taskArn }) => taskArn);
        return { taskArns, nextToken: start ? undefined : "100" };
      },
    });
    expect(await engine.instances(WEB)).toHaveLength(150);
    const described = requests.filter(({ what }) => what === "DescribeTasks");
    expect(described.map(({ body }) => (body["tasks"] as string[]).length)).toEqual([100, 50]);
    expect(requests[0]?.body).toMatchObject({ cluster: "web", serviceName: "web" });
  });

  it.each(["ClusterNotFoundException", "ServiceNotFoundException"])("are none after a %s", async (__type) => {
    await serveEcs({ ListTasks: { __type, message: "not found." } });
    expect(await engine.instances(WEB)).toEqual([]);
  });

  it("are not taken for none when AWS refuses to tell", async () => {
    await serveEcs({ ListTasks: { __type: "AccessDeniedException", message: "not you" } });
    await expect(engine.instances(WEB)).rejects.toThrow("not you");
  });
});

describe("an update", () => {
  const primary = (changes = {}) => ({
    status: "PRIMARY",
    rolloutState: "COMPLETED",
    rolloutStateReason: "ECS deployment completed.",
    createdAt: 1000,
    ...changes,
  });
  const serviceOf = (deployments: unknown[], changes = {}) => ({
    services: [
      { status: "ACTIVE", desiredCount: 2, runningCount: 2, pendingCount: 0, deployments, ...changes },
    ],
  });
  const rolloutWith = async (described: unknown, history: unknown[] = []) => {
    await serveEcs({
      DescribeServices: described,
      ListServiceDeployments: { serviceDeployments: history },
    });
    return engine.rollout(WEB);
  };

  it.each([
    ["PENDING", "running"],
    ["IN_PROGRESS", "running"],
    ["SUCCESSFUL", "done"],
    ["STOPPED", "failed"],
    ["ROLLBACK_REQUESTED", "rolled-back"],
    ["ROLLBACK_IN_PROGRESS", "rolled-back"],
    ["ROLLBACK_SUCCESSFUL", "rolled-back"],
    ["ROLLBACK_FAILED", "failed"],
  ])("that AWS calls %s is %s, whatever the service says", async (status, state) => {
    const history = [
      { status: "SUCCESSFUL", createdAt: 500 },
      { status, statusReason: "because", createdAt: 900 },
    ];
    expect(await rolloutWith(serviceOf([primary()]), history)).toEqual({
      state,
      detail: `${status}: because`,
    });
  });

  it("is done when all tasks run, not when it is called so", async () => {
    expect(await rolloutWith(serviceOf([primary()]))).toEqual({
      state: "done",
      detail: "COMPLETED: ECS deployment completed.",
    });
    expect(await rolloutWith(serviceOf([primary()], { runningCount: 1 }))).toMatchObject({
      state: "running",
    });
    expect(await rolloutWith(serviceOf([primary()], { pendingCount: 1 }))).toMatchObject({
      state: "running",
    });
  });

  it("is seen in the service's deployments where there is no history", async () => {
    expect(await rolloutWith(serviceOf([primary({ rolloutState: "IN_PROGRESS" })]))).toMatchObject({
      state: "running",
    });
    expect(await rolloutWith(serviceOf([primary({ rolloutState: "FAILED" })]))).toMatchObject({
      state: "failed",
    });
  });

  it("has been rolled back if a later deployment than the one in charge has failed", async () => {
    const failed = { status: "ACTIVE", rolloutState: "FAILED", rolloutStateReason: "3 tasks failed." };
    expect(await rolloutWith(serviceOf([{ ...failed, createdAt: 2000 }, primary()]))).toEqual({
      state: "rolled-back",
      detail: "FAILED: 3 tasks failed.",
    });
    // An emulator never forgets a failed one; the next update has nothing to do with it.
    expect(await rolloutWith(serviceOf([primary(), { ...failed, createdAt: 500 }]))).toMatchObject({
      state: "done",
    });
  });

  it.each([[{ services: [] }], [serviceOf([], { status: "INACTIVE" })]])(
    "of no service is an error: %j",
    async (described) => {
      await expect(rolloutWith(described)).rejects.toThrow("there is no service eu-central-1/web/web");
    },
  );
});

describe("a deployment", () => {
  it.each([undefined, "eu-west-1"])(
    "is asked for in its own region where the environment says %s",
    async (region) => {
      vi.stubEnv("AWS_REGION", region);
      const service = { status: "ACTIVE", desiredCount: 0, runningCount: 0, deployments: [] };
      const { requests } = await serveEcs({
        ...withTasks([]),
        DescribeServices: { services: [service] },
        ListServiceDeployments: { serviceDeployments: [] },
        StopTask: { task: {} },
      });
      await engine.instances(WEB);
      await engine.rollout(WEB);
      await engine.kill(WEB, "abc");
      const asked = requests.filter(({ what }) => !what.startsWith("GET"));
      expect(asked.map(({ what }) => what)).toEqual(
        expect.arrayContaining(["ListTasks", "DescribeServices", "StopTask"]),
      );
      expect(new Set(asked.map((each) => each.region))).toEqual(new Set(["eu-central-1"]));
    },
  );
});

describe("killing a task", () => {
  it("is StopTask on AWS", async () => {
    const { requests } = await serveEcs({ StopTask: { task: {} } });
    await engine.kill(WEB, "abc");
    expect(requests.at(-1)).toEqual({
      what: "StopTask",
      body: { cluster: "web", task: "abc", reason: "Killed by Podium" },
      region: "eu-central-1",
    });
  });

  it("kills the container at once where MiniStack would not replace what was stopped", async () => {
    const ecs = await serveEcs({ ...MINISTACK, DescribeTasks: { tasks: [{ taskArn: TASK_ARN }] } });
    const docker = await serve({
      "GET /containers/json": [{ Id: "c0ffee" }],
      "POST /containers/c0ffee/kill": {},
    });
    vi.stubEnv("DOCKER_HOST", `tcp://${docker.host}`);
    await engine.kill(WEB, "abc");
    expect(docker.requests).toEqual([
      {
        what: "GET /containers/json",
        body: { filters: JSON.stringify({ label: [`com.amazonaws.ecs.task-arn=${TASK_ARN}`] }) },
      },
      { what: "POST /containers/c0ffee/kill", body: { signal: "SIGKILL" } },
    ]);
    expect(ecs.requests.map(({ what }) => what)).not.toContain("StopTask");
  });

  it("fails where the container is out of reach", async () => {
    await serveEcs({ ...MINISTACK, DescribeTasks: { tasks: [{ taskArn: TASK_ARN }] } });
    const docker = await serve({ "GET /containers/json": [] });
    vi.stubEnv("DOCKER_HOST", `tcp://${docker.host}`);
    await expect(engine.kill(WEB, "abc")).rejects.toThrow(/runs no container of the task arn:.*abc/);
  });

  it("fails where there is no such task", async () => {
    await serveEcs({ ...MINISTACK, DescribeTasks: { tasks: [], failures: [{ reason: "MISSING" }] } });
    await expect(engine.kill(WEB, "abc")).rejects.toThrow("there is no task abc in the cluster web");
  });
});
