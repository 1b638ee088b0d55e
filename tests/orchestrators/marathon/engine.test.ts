import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Engine } from "../../../src/orchestrators/engine";
import { connect } from "../../../src/orchestrators/marathon/engine";
import { listen } from "../../listen";
import { deployment, type FakeMarathon, fakeMarathon, task, version } from "./fake";

const OLD = `localhost:5000/podium@sha256:${"a".repeat(64)}`;
const NEW = `localhost:5000/podium@sha256:${"b".repeat(64)}`;

const appWith = (changes = {}) => ({
  id: "/web",
  instances: 2,
  taskKillGracePeriodSeconds: 20,
  container: { docker: { image: NEW } },
  version: version(2),
  versionInfo: { lastConfigChangeAt: version(2) },
  tasks: [task("one", { version: version(2) }), task("two", { version: version(2) })],
  deployments: [],
  ...changes,
});

let fake: FakeMarathon;
let engine: Engine;
beforeEach(async () => {
  fake = await fakeMarathon();
  engine = connect({ url: fake.url });
  vi.stubEnv("MARATHON_USER", "");
  vi.stubEnv("MARATHON_PASSWORD", "");
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("connecting to Marathon", () => {
  it("stays with its connection, whatever the environment says", async () => {
    const other = await fakeMarathon();
    fake.app = appWith();
    vi.stubEnv("MARATHON_URL", other.url);
    for (const each of [engine, connect({ url: fake.url })]) {
      expect(await each.instances("/web")).toHaveLength(2);
    }
    expect(other.requests).toEqual([]);
  });

  it("refuses a connection of another orchestrator", () => {
    expect(() => connect({ kubeconfig: "/nowhere" })).toThrow();
  });

  it("can be closed", () => {
    expect(engine.close()).toBeUndefined();
  });
});

describe("what Marathon has of a workload", () => {
  it("is its app, if Podium has made that", async () => {
    fake.app = appWith({ labels: { "managed-by": "podium" } });
    expect(await engine.owned("web")).toEqual([
      {
        type: "pulumi-nodejs:dynamic/marathon:App",
        id: "/web",
        name: "app /web",
        remove: `curl -X DELETE ${fake.url}/v2/apps/web`,
      },
    ]);
    fake.app = appWith({ labels: { "managed-by": "someone" } });
    expect(await engine.owned("web")).toEqual([]);
  });

  it("is nothing without an app", async () => {
    expect(await engine.owned("web")).toEqual([]);
  });
});

describe("probing Marathon", () => {
  const reporting = (info: unknown, status = 200) => {
    fake.instead = ({ path }) => (path === "/v2/info" ? [status, info] : undefined);
    return engine.probe();
  };
  const REMEDY =
    "export MARATHON_URL=http://HOST:PORT   (on Linux with cgroup v1, one container runs all of it: " +
    "docker run --rm --privileged -p 5050:5050 -p 8080:8080 mesos/mesos-mini)";

  it("reports a real one by its framework id; a loopback address does not make it local", async () => {
    expect(await reporting({ name: "marathon", version: "1.11.24", frameworkId: "f-1" })).toEqual({
      reachable: true,
      product: "marathon",
      version: "1.11.24",
      kind: "real",
      address: fake.url,
      identity: "f-1",
      local: false,
    });
  });

  it("is identified by its URL while it has no framework id", async () => {
    const probe = await reporting({ name: "marathon", version: "1.11.24", frameworkId: null });
    expect(probe).toMatchObject({ identity: fake.url });
  });

  it("takes a stand-in on loopback for local", async () => {
    const standIn = { kind: "stand-in", local: true };
    expect(await reporting({ name: "marathon-stand-in", version: "1.11" })).toMatchObject(standIn);
    expect(await reporting({ name: "marathon", version: "1.11-stand-in" })).toMatchObject(standIn);
  });

  it("does not take a stand-in elsewhere for local", async () => {
    const info = { name: "marathon-stand-in", version: "1.11" };
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(info)));
    expect(await connect({ url: "http://lab.example.com:8080" }).probe()).toMatchObject({
      reachable: true,
      local: false,
    });
  });

  it.each([
    ["another product", { name: "jenkins", version: "2" }, 200],
    ["a Marathon without a version", { name: "marathon" }, 200],
    ["something without that path", { message: "no such page" }, 404],
    ["something with an empty response", undefined, 200],
  ])("does not take %s for Marathon", async (_, info, status) => {
    expect(await reporting(info, status)).toEqual({
      reachable: false,
      reason: `what responds at ${fake.url} is not Marathon`,
      remedy: REMEDY,
    });
  });

  it.each([401, 403])(
    "names the variables to log in with after a %d, and never the password",
    async (status) => {
      vi.stubEnv("MARATHON_USER", "robot");
      vi.stubEnv("MARATHON_PASSWORD", "s3cret");
      const probe = await reporting({ message: "Invalid username or password." }, status);
      expect(probe).toEqual({
        reachable: false,
        reason:
          `Marathon refuses GET /v2/info (${status}): Invalid username or password.; ` +
          "check MARATHON_USER and MARATHON_PASSWORD",
        remedy: "export MARATHON_USER=… MARATHON_PASSWORD=…",
      });
      const basic = `Basic ${Buffer.from("robot:s3cret").toString("base64")}`;
      expect(fake.requests[0]!.headers.authorization).toBe(basic);
    },
  );

  it("sends no credentials without a user", async () => {
    vi.stubEnv("MARATHON_PASSWORD", "s3cret");
    await reporting({});
    expect(fake.requests[0]!.headers).not.toHaveProperty("authorization");
  });

  it("reports that nothing responds, and how to get a Marathon", async () => {
    expect(await connect({ url: "http://127.0.0.1:9" }).probe()).toEqual({
      reachable: false,
      reason: expect.stringMatching(/^Marathon at http:\/\/127\.0\.0\.1:9 does not respond: /),
      remedy: REMEDY,
    });
  });

  it("finds a Marathon that has started since the last probe", async () => {
    expect(await reporting({ message: "no leader" }, 503)).toMatchObject({ reachable: false });
    const info = { name: "marathon", version: "1.11.24" };
    expect(await reporting(info)).toMatchObject({ reachable: true });
  });

  it("waits three seconds at most", async () => {
    const timeout = AbortSignal.timeout;
    const limit = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => timeout(ms / 100));
    const url = await listen(createServer());
    expect(await connect({ url }).probe()).toMatchObject({
      reachable: false,
      reason: expect.stringMatching(/does not respond: .*timeout/),
    });
    expect(limit.mock.calls).toEqual([[3000]]);
  });
});

describe("the instances on Marathon", () => {
  const states = async () =>
    Object.fromEntries((await engine.instances("/web")).map(({ id, state }) => [id, state]));

  it("are the app's tasks, each with the image of its own version", async () => {
    fake.app = appWith({ tasks: [task("old"), task("new", { version: version(2) })] });
    fake.instead = ({ path }) =>
      path === `/v2/apps/web/versions/${version(1)}`
        ? [200, { container: { docker: { image: OLD } } }]
        : undefined;
    const common = { state: "ready", startedAt: "2021-10-01T00:00:01.000Z", node: "agent-1" };
    expect(await engine.instances("/web")).toEqual([
      { id: "old", image: OLD, ...common },
      { id: "new", image: NEW, ...common },
    ]);
  });

  it("keep their image after only their number has changed", async () => {
    fake.app = appWith({ version: version(3), tasks: [task("one", { version: version(2) })] });
    expect(await engine.instances("/web")).toMatchObject([{ image: NEW }]);
  });

  it("have no image if Marathon has forgotten their version", async () => {
    fake.app = appWith({ tasks: [task("old")] });
    expect(await engine.instances("/web")).toMatchObject([{ id: "old", image: undefined }]);
  });

  it("are ready as soon as they run if their app has no health check", async () => {
    const tasks = ["one", "two"].map((id) =>
      task(id, { version: version(2), healthCheckResults: undefined }),
    );
    fake.app = appWith({ healthChecks: [], tasks });
    expect(await states()).toEqual({ one: "ready", two: "ready" });
    expect(await engine.rollout("/web")).toMatchObject({ state: "done" });
  });

  it("are ready once they are healthy, and unready when that ends", async () => {
    fake.app = appWith({
      tasks: [
        task("ready"),
        task("unchecked", { healthCheckResults: undefined }),
        task("not-yet", { healthCheckResults: [{ alive: false }] }),
        task("half", { healthCheckResults: [{ alive: true }, { alive: false }] }),
        task("sick", { healthCheckResults: [{ alive: false, firstSuccess: version(1) }] }),
        task("staging", { state: "TASK_STAGING", healthCheckResults: undefined }),
        task("launching", { state: "TASK_STARTING", healthCheckResults: undefined }),
        task("killing", { state: "TASK_KILLING" }),
        task("unreachable", { state: "TASK_UNREACHABLE" }),
        task("dead", { state: "TASK_FAILED" }),
      ],
    });
    expect(await states()).toEqual({
      ready: "ready",
      unchecked: "starting",
      "not-yet": "starting",
      half: "starting",
      sick: "unready",
      staging: "starting",
      launching: "starting",
      killing: "stopping",
      unreachable: "unready",
      dead: "failed",
    });
  });

  it("are starting while a deployment waits for their readiness", async () => {
    fake.app = appWith();
    const results = ["one", "two"].map((taskId) => ({ taskId, ready: taskId === "one" }));
    fake.deployments = [{ ...deployment("d"), currentActions: [{ readinessCheckResults: results }] }];
    expect(await states()).toEqual({ one: "ready", two: "starting" });
  });

  it("have the zone of their agent's fault domain", async () => {
    fake.app = appWith({ tasks: [task("one", { zone: "eu-1" })] });
    expect(await engine.instances("/web")).toMatchObject([{ node: "agent-1", zone: "eu-1" }]);
  });

  it("do not exist without the app", async () => {
    expect(await engine.instances("/web")).toEqual([]);
  });
});

describe("the nodes of Marathon", () => {
  const nodes = async (slaves: object[]) => {
    const server = createServer((_request, response) => response.end(JSON.stringify({ slaves })));
    const marathon_config = { mesos_leader_ui_url: `${await listen(server)}/` };
    fake.instead = ({ path }) =>
      path === "/v2/info" ? [200, { name: "marathon", marathon_config }] : undefined;
    return engine.nodes();
  };
  const agent = (changes = {}) => ({
    id: "S1",
    hostname: "agent-1",
    port: 5051,
    active: true,
    deactivated: false,
    ...changes,
  });

  it("are the agents of its Mesos, with the zones of their fault domains", async () => {
    const domain = { fault_domain: { region: { name: "eu" }, zone: { name: "eu-1" } } };
    expect(await nodes([agent({ domain }), agent({ hostname: "127.0.0.1" })])).toEqual([
      { name: "agent-1", zone: "eu-1", state: "ready", isManager: false, address: "agent-1" },
      // The master's own machine.
      { name: "127.0.0.1", state: "ready", isManager: true, address: "127.0.0.1" },
    ]);
  });

  it("have the cores and the memory that the agents offer", async () => {
    const resources = { cpus: 2, mem: 3072, disk: 10_000, ports: "[31000-32000]" };
    expect(await nodes([agent({ resources })])).toMatchObject([{ cores: 2, memory: 3072 }]);
  });

  it.each([
    ["down", { active: false }],
    ["draining", { active: false, deactivated: true }],
  ])("are %s with %j", async (state, changes) => {
    expect(await nodes([agent(changes)])).toMatchObject([{ state }]);
  });

  it("are unknown where Marathon reports no Mesos master", async () => {
    fake.instead = ({ path }) => (path === "/v2/info" ? [200, { name: "marathon" }] : undefined);
    expect(await engine.nodes()).toEqual([]);
  });
});

describe("the rollout on Marathon", () => {
  it("is done when every task is up to date and healthy", async () => {
    fake.app = appWith();
    expect(await engine.rollout("/web")).toEqual({
      state: "done",
      detail: `version ${version(2)} on 2 healthy tasks`,
    });
  });

  it("runs as long as its deployment, and reports what that waits for", async () => {
    fake.app = appWith({ tasks: [task("old"), task("new", { version: version(2) })] });
    fake.deployments = [{ id: "other", affectedApps: ["/other"] }, deployment("d", ["new"])];
    expect(await engine.rollout("/web")).toEqual({
      state: "running",
      detail: "1 of 2 tasks are up to date and healthy; 1 of an older version is left; new is not ready",
    });
  });

  it("is not done while a task is sick", async () => {
    const sick = { alive: false, firstSuccess: version(2), lastFailureCause: "503 Service Unavailable" };
    fake.app = appWith({
      tasks: [
        task("one", { version: version(2) }),
        task("two", { version: version(2), healthCheckResults: [sick] }),
      ],
      lastTaskFailure: { message: "Container exited with status 1", version: version(2) },
    });
    expect(await engine.rollout("/web")).toEqual({
      state: "running",
      detail:
        "1 of 2 tasks are up to date and healthy; two fails its health check: 503 Service Unavailable; " +
        "a task has failed: Container exited with status 1",
    });
  });

  it("does not blame the new version for a failure before it", async () => {
    fake.app = appWith({
      tasks: [task("one", { version: version(2) })],
      lastTaskFailure: { message: "Container exited with status 1", version: version(1) },
    });
    expect((await engine.rollout("/web")).detail).toBe("1 of 2 tasks are up to date and healthy");
  });

  it("is an error if there is no app", async () => {
    await expect(engine.rollout("/web")).rejects.toThrow("Marathon has no app /web");
  });
});

describe("killing a Marathon task", () => {
  it("keeps the number of instances, so the task is replaced", async () => {
    fake.app = appWith();
    await engine.kill("/web", "web.instance-1/_app.1");
    expect(fake.changes).toEqual(["DELETE /v2/apps/web/tasks/web.instance-1%2F_app.1?scale=false"]);
  });

  it("fails if there is no such task", async () => {
    fake.instead = () => [404, { message: "Task 'x' does not exist" }];
    await expect(engine.kill("/web", "x")).rejects.toThrow("(404): Task 'x' does not exist");
  });
});
