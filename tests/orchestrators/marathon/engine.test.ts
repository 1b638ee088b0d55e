import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { engine } from "../../../src/orchestrators/marathon/engine";
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
beforeEach(async () => {
  fake = await fakeMarathon();
  vi.stubEnv("MARATHON_URL", fake.url);
  vi.stubEnv("MARATHON_USER", "");
  vi.stubEnv("MARATHON_PASSWORD", "");
});
afterEach(() => vi.unstubAllEnvs());

describe("probing Marathon", () => {
  const saying = (answer: unknown, status = 200) => {
    fake.instead = ({ path }) => (path === "/v2/info" ? [status, answer] : undefined);
    return engine.probe();
  };

  it("tells a real one by what it says of itself", async () => {
    expect(await saying({ name: "marathon", version: "1.11.24", frameworkId: "f" })).toEqual({
      reachable: true,
      product: "marathon",
      version: "1.11.24",
      kind: "real",
      address: fake.url,
      local: true,
    });
  });

  it("does not take a stand-in for a real one", async () => {
    expect(await saying({ name: "marathon-stand-in", version: "1.11" })).toMatchObject({ kind: "stand-in" });
    expect(await saying({ name: "marathon", version: "1.11-stand-in" })).toMatchObject({ kind: "stand-in" });
  });

  it.each([
    ["another product", { name: "jenkins", version: "2" }, 200],
    ["something without that path", { message: "no such page" }, 404],
    ["something that says nothing", undefined, 200],
  ])("does not take %s on its port for Marathon", async (_, answer, status) => {
    const probe = await saying(answer, status);
    expect(probe).toMatchObject({ reachable: false, reason: `what answers at ${fake.url} is not Marathon` });
  });

  it("asks for a user where one is wanted, and never tells the password", async () => {
    vi.stubEnv("MARATHON_USER", "robot");
    vi.stubEnv("MARATHON_PASSWORD", "s3cret");
    const probe = await saying({ message: "Invalid username or password." }, 401);
    expect(probe).toMatchObject({ reachable: false, reason: expect.stringContaining("MARATHON_USER") });
    expect(probe).toMatchObject({ remedy: expect.stringContaining("export MARATHON_USER") });
    expect(JSON.stringify(probe)).not.toContain("s3cret");
    const basic = `Basic ${Buffer.from("robot:s3cret").toString("base64")}`;
    expect(fake.requests[0]!.headers.authorization).toBe(basic);
  });

  it("says where nothing answers, and how to get a Marathon", async () => {
    vi.stubEnv("MARATHON_URL", "http://127.0.0.1:9");
    expect(await engine.probe()).toMatchObject({
      reachable: false,
      reason: expect.stringMatching(/^Marathon at http:\/\/127\.0\.0\.1:9 does not answer: /),
      remedy: expect.stringContaining("export MARATHON_URL="),
    });
  });

  it("does not wait for one that never answers", async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    vi.stubEnv("MARATHON_URL", `http://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const begin = Date.now();
    expect(await engine.probe()).toMatchObject({ reachable: false });
    expect(Date.now() - begin).toBeLessThan(6000);
  });

  it("looks on the default port where nothing is set", async () => {
    vi.stubEnv("MARATHON_URL", "");
    const probe = await engine.probe();
    expect(JSON.stringify(probe)).toContain("http://localhost:8080");
  });
});

describe("the instances of Marathon", () => {
  const states = async () =>
    Object.fromEntries((await engine.instances("/web")).map(({ id, state }) => [id, state]));

  it("are its tasks, each with the image of its own version", async () => {
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

  it("keep their image when only their number has changed since", async () => {
    fake.app = appWith({ version: version(3), tasks: [task("one", { version: version(2) })] });
    expect(await engine.instances("/web")).toMatchObject([{ image: NEW }]);
  });

  it("have no image once Marathon has forgotten their version", async () => {
    fake.app = appWith({ tasks: [task("old")] });
    expect(await engine.instances("/web")).toMatchObject([{ id: "old", image: undefined }]);
  });

  it("are ready once healthy, and unready when that ends", async () => {
    fake.app = appWith({
      tasks: [
        task("ready"),
        task("not-asked", { healthCheckResults: undefined }),
        task("not-yet", { healthCheckResults: [{ alive: false }] }),
        task("half", { healthCheckResults: [{ alive: true }, { alive: false }] }),
        task("sick", { healthCheckResults: [{ alive: false, firstSuccess: version(1) }] }),
        task("staging", { state: "TASK_STAGING", healthCheckResults: undefined }),
        task("killing", { state: "TASK_KILLING" }),
        task("unreachable", { state: "TASK_UNREACHABLE" }),
        task("dead", { state: "TASK_FAILED" }),
      ],
    });
    expect(await states()).toEqual({
      ready: "ready",
      "not-asked": "starting",
      "not-yet": "starting",
      half: "starting",
      sick: "unready",
      staging: "starting",
      killing: "stopping",
      unreachable: "unready",
      dead: "failed",
    });
  });

  it("are still starting while a deployment waits for their readiness", async () => {
    fake.app = appWith();
    const results = ["one", "two"].map((taskId) => ({ taskId, ready: taskId === "one" }));
    fake.deployments = [{ ...deployment("d"), currentActions: [{ readinessCheckResults: results }] }];
    expect(await states()).toEqual({ one: "ready", two: "starting" });
  });

  it("are none where there is no app", async () => {
    expect(await engine.instances("/web")).toEqual([]);
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

  it("runs as long as its deployment, and says what that waits for", async () => {
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

  it("does not blame the new version for what failed before it", async () => {
    fake.app = appWith({
      tasks: [task("one", { version: version(2) })],
      lastTaskFailure: { message: "Container exited with status 1", version: version(1) },
    });
    expect((await engine.rollout("/web")).detail).toBe("1 of 2 tasks are up to date and healthy");
  });

  it("cannot be told of an app that is not there", async () => {
    await expect(engine.rollout("/web")).rejects.toThrow("Marathon has no app /web");
  });
});

describe("killing a task of Marathon", () => {
  it("leaves the number of instances, so that it is replaced", async () => {
    fake.app = appWith();
    await engine.kill("/web", "web.instance-1._app.1");
    expect(fake.changes).toEqual(["DELETE /v2/apps/web/tasks/web.instance-1._app.1?scale=false"]);
  });

  it("fails where there is no such task", async () => {
    fake.instead = () => [404, { message: "Task 'x' does not exist" }];
    await expect(engine.kill("/web", "x")).rejects.toThrow("(404): Task 'x' does not exist");
  });
});
