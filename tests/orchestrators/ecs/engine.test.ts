import { beforeEach, describe, expect, it, vi } from "vitest";
import { DIGEST, hideAws, MINISTACK, type Request, serve, serveEcs, taskOf, withTasks } from "./fake";

const WEB = "web/web";

beforeEach(hideAws);

describe("the tasks of a service", () => {
  it("are instances in one state each, without those that have ended", async () => {
    const { engine } = await serveEcs(
      withTasks([
        taskOf("ready"),
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
      zone: "us-east-1a",
    });
  });

  it("run on machines that nobody sees", async () => {
    const { engine, requests } = await serveEcs(withTasks([]));
    expect(await engine.nodes()).toEqual([]);
    expect(requests).toEqual([]);
  });

  it("are ready as soon as they run on an emulator, which ignores health checks", async () => {
    const { engine } = await serveEcs({
      ...MINISTACK,
      ...withTasks([
        taskOf("running", { healthStatus: "UNKNOWN" }),
        taskOf("sick", { healthStatus: "UNHEALTHY" }),
      ]),
    });
    const states = (await engine.instances(WEB)).map(({ state }) => state);
    expect(states).toEqual(["ready", "unready"]);
  });

  it("are as ready as the load balancer finds them, if their container has no check", async () => {
    const task = (id: string, definition: string, address?: string) =>
      taskOf(id, {
        healthStatus: "UNKNOWN",
        taskDefinitionArn: definition,
        containers: [{ networkInterfaces: address ? [{ privateIpv4Address: address }] : [] }],
      });
    const target = (Id: string, State: string) => ({ Target: { Id }, TargetHealth: { State } });
    const { engine, requests } = await serveEcs({
      ...withTasks([
        task("good", "own:1", "10.0.0.1"),
        task("bad", "own:1", "10.0.0.2"),
        task("new", "own:1", "10.0.0.3"),
        task("newer", "own:1"),
        task("checked", "sample:1", "10.0.0.4"),
      ]),
      DescribeTaskDefinition: ({ taskDefinition }: Request["body"]) => ({
        taskDefinition: {
          containerDefinitions: [
            taskDefinition === "own:1" ? {} : { healthCheck: { command: ["CMD", "x"] } },
          ],
        },
      }),
      DescribeServices: { services: [{ status: "ACTIVE", loadBalancers: [{ targetGroupArn: "group" }] }] },
      DescribeTargetHealth: {
        TargetHealthDescriptions: {
          member: [
            target("10.0.0.1", "healthy"),
            target("10.0.0.2", "unhealthy"),
            target("10.0.0.3", "initial"),
            target("10.0.0.4", "healthy"),
          ],
        },
      },
    });
    const states = async () => (await engine.instances(WEB)).map(({ id, state }) => `${id} ${state}`);
    const expected = ["good ready", "bad unready", "new starting", "newer starting", "checked starting"];
    expect(await states()).toEqual(expected);
    expect(await states()).toEqual(expected);
    // Definitions never change.
    expect(requests.filter(({ what }) => what === "DescribeTaskDefinition")).toHaveLength(2);
  });

  it("show the digest that a tag refers to", async () => {
    const { engine } = await serveEcs(
      withTasks([taskOf("tagged", { containers: [{ image: "podium:1", imageDigest: DIGEST }] })]),
    );
    expect((await engine.instances(WEB))[0]?.image).toBe(`podium:1@${DIGEST}`);
  });

  it("are found on every page", async () => {
    const tasks = Array.from({ length: 150 }, (_, index) => taskOf(`task-${index}-`));
    const { engine, requests } = await serveEcs({
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
    expect(requests[0]?.body).toEqual({ cluster: "web", serviceName: "web", desiredStatus: "RUNNING" });
  });

  it.each(["ClusterNotFoundException", "ServiceNotFoundException"])("are none after a %s", async (__type) => {
    const { engine } = await serveEcs({ ListTasks: { __type, message: "not found." } });
    expect(await engine.instances(WEB)).toEqual([]);
  });

  it("are unknown, not none, if AWS denies access", async () => {
    const { engine } = await serveEcs({ ListTasks: { __type: "AccessDeniedException", message: "not you" } });
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
    const { engine, requests } = await serveEcs({
      DescribeServices: described,
      ListServiceDeployments: { serviceDeployments: history },
    });
    const rollout = await engine.rollout("shop/web");
    expect(requests.map(({ body }) => body)).toEqual([
      { cluster: "shop", services: ["web"] },
      { cluster: "shop", service: "web" },
    ]);
    return rollout;
  };

  it.each([
    ["PENDING", "running"],
    ["IN_PROGRESS", "running"],
    ["SUCCESSFUL", "done"],
    ["STOP_REQUESTED", "failed"],
    ["STOPPED", "failed"],
    ["ROLLBACK_REQUESTED", "rolled-back"],
    ["ROLLBACK_IN_PROGRESS", "rolled-back"],
    ["ROLLBACK_SUCCESSFUL", "rolled-back"],
    ["ROLLBACK_FAILED", "failed"],
  ])("that AWS reports as %s is %s, whatever the service reports", async (status, state) => {
    const history = [
      { status: "SUCCESSFUL", createdAt: 500 },
      { status, statusReason: "because", createdAt: 900 },
    ];
    expect(await rolloutWith(serviceOf([primary()]), history)).toEqual({
      state,
      detail: `${status}: because`,
    });
  });

  it("is done once all tasks run, not once the deployment is completed", async () => {
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

  it("is judged by the service's deployments if there is no history", async () => {
    expect(await rolloutWith(serviceOf([primary({ rolloutState: "IN_PROGRESS" })]))).toMatchObject({
      state: "running",
    });
    expect(await rolloutWith(serviceOf([primary({ rolloutState: "FAILED" })]))).toMatchObject({
      state: "failed",
    });
  });

  it("is rolled back if a deployment later than the primary one has failed", async () => {
    const failed = { status: "ACTIVE", rolloutState: "FAILED", rolloutStateReason: "3 tasks failed." };
    expect(await rolloutWith(serviceOf([{ ...failed, createdAt: 2000 }, primary()]))).toEqual({
      state: "rolled-back",
      detail: "FAILED: 3 tasks failed.",
    });
    // An emulator keeps a failed deployment for ever; it does not concern the next update.
    expect(await rolloutWith(serviceOf([primary(), { ...failed, createdAt: 500 }]))).toMatchObject({
      state: "done",
    });
  });

  it.each([[{ services: [] }], [serviceOf([], { status: "INACTIVE" })]])(
    "cannot be judged without a service: %j",
    async (described) => {
      const { engine } = await serveEcs({ DescribeServices: described });
      await expect(engine.rollout("shop/web")).rejects.toThrow("there is no service web in the cluster shop");
    },
  );
});

describe("killing a task", () => {
  const { taskArn } = taskOf("abc");

  it("is StopTask on AWS", async () => {
    const { engine, requests } = await serveEcs({ StopTask: { task: {} } });
    await engine.kill(WEB, "abc");
    expect(requests.at(-1)).toMatchObject({
      what: "StopTask",
      body: { cluster: "web", task: "abc", reason: "Killed by Podium" },
    });
  });

  it("kills the container on MiniStack, which would not replace a stopped task", async () => {
    const { engine, requests } = await serveEcs({ ...MINISTACK, ...withTasks([taskOf("abc")]) });
    const docker = await serve({
      "GET /containers/json": [{ Id: "c0ffee" }],
      "POST /containers/c0ffee/kill": {},
    });
    vi.stubEnv("DOCKER_HOST", `tcp://${docker.host}`);
    await engine.kill(WEB, "abc");
    expect(docker.requests).toEqual([
      {
        what: "GET /containers/json",
        body: { filters: JSON.stringify({ label: [`com.amazonaws.ecs.task-arn=${taskArn}`] }) },
      },
      { what: "POST /containers/c0ffee/kill", body: { signal: "SIGKILL" } },
    ]);
    expect(requests.map(({ what }) => what)).not.toContain("StopTask");
  });

  it("fails if the Docker engine does not run its container", async () => {
    const { engine } = await serveEcs({ ...MINISTACK, ...withTasks([taskOf("abc")]) });
    const docker = await serve({ "GET /containers/json": [] });
    vi.stubEnv("DOCKER_HOST", `tcp://${docker.host}`);
    await expect(engine.kill(WEB, "abc")).rejects.toThrow(
      `the Docker engine on this machine runs no container of the task ${taskArn}`,
    );
  });

  it("fails if there is no such task", async () => {
    const { engine } = await serveEcs({ ...MINISTACK, ...withTasks([]) });
    await expect(engine.kill(WEB, "abc")).rejects.toThrow("there is no task abc in the cluster web");
  });
});
