import { afterEach, describe, expect, it, vi } from "vitest";
import { engine } from "../../../src/orchestrators/swarm/engine";
import { fakeDocker, type Reply } from "../../docker";
import { IMAGE } from "../../program";

const MANAGER = {
  "GET /info": { ServerVersion: "28.1", Swarm: { LocalNodeState: "active", ControlAvailable: true } },
  "GET /version": { Components: [{ Name: "Engine" }] },
  "GET /nodes": [{ ID: "n1", Description: { Hostname: "alpha" } }],
};

/** An engine with these replies, where DOCKER_HOST points. */
async function docker(replies: Record<string, Reply>) {
  const fake = await fakeDocker({ ...MANAGER, ...replies });
  vi.stubEnv("DOCKER_HOST", `tcp://127.0.0.1:${fake.port}`);
  return fake;
}

const task = (ID: string, State: string, DesiredState: string) => ({
  ID,
  NodeID: "n1",
  DesiredState,
  Status: { State, Timestamp: "2026-01-01T00:00:00Z", ContainerStatus: { ContainerID: `container-${ID}` } },
  Spec: { ContainerSpec: { Image: IMAGE } },
});

const service = (updateStatus?: object) => ({
  Spec: { Mode: { Replicated: { Replicas: 2 } } },
  UpdateStatus: updateStatus,
});

afterEach(() => vi.unstubAllEnvs());

describe("the probe of a swarm", () => {
  it("finds a manager", async () => {
    const { port } = await docker({});
    expect(await engine.probe()).toEqual({
      reachable: true,
      product: "Docker Swarm",
      version: "28.1",
      kind: "real",
      address: `tcp://127.0.0.1:${port}`,
      local: true,
    });
  });

  it.each([
    [{ LocalNodeState: "inactive" }, /in no swarm/, /^docker swarm init/],
    [undefined, /in no swarm/, /^docker swarm init/],
    [{ LocalNodeState: "locked" }, /"locked" in its swarm/, /^docker info/],
    [{ LocalNodeState: "active", ControlAvailable: false }, /a worker of its swarm/, /a manager$/],
  ])("tells what a Docker engine with %j lacks", async (Swarm, reason, remedy) => {
    await docker({ "GET /info": { ServerVersion: "28.1", Swarm } });
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: expect.stringMatching(reason),
      remedy: expect.stringMatching(remedy),
    });
  });

  it("recognises Podman, which can be in no swarm", async () => {
    await docker({ "GET /version": { Components: [{ Name: "Podman Engine" }] } });
    expect(await engine.probe()).toMatchObject({
      reachable: false,
      reason: "Podman answers, which has no Swarm mode",
    });
  });

  it("does not throw where nothing answers", async () => {
    vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:1");
    expect(await engine.probe()).toEqual({
      reachable: false,
      reason: "the Docker engine does not answer: connect ECONNREFUSED 127.0.0.1:1",
      remedy: expect.stringContaining("DOCKER_HOST"),
    });
  });

  it("does not throw where DOCKER_HOST is no address", async () => {
    vi.stubEnv("DOCKER_HOST", "tcp://a b");
    expect(await engine.probe()).toMatchObject({ reachable: false });
  });
});

describe("the tasks of a service", () => {
  it("are instances until they have ended", async () => {
    const { calls } = await docker({
      "GET /tasks": [
        task("ready", "running", "running"),
        task("starting", "starting", "running"),
        task("waiting", "ready", "ready"),
        task("stopping", "running", "shutdown"),
        task("removed", "running", "remove"),
        task("failed", "failed", "running"),
        task("history", "failed", "shutdown"),
        task("gone", "shutdown", "shutdown"),
      ],
    });
    const instances = await engine.instances("web");
    expect(instances.map(({ id, state }) => `${id}: ${state}`)).toEqual([
      "ready: ready",
      "starting: starting",
      "waiting: starting",
      "stopping: stopping",
      "removed: stopping",
      "failed: failed",
    ]);
    expect(instances[0]).toEqual({
      id: "ready",
      state: "ready",
      image: IMAGE,
      startedAt: "2026-01-01T00:00:00Z",
      node: "alpha",
    });
    expect(instances[1]!.startedAt).toBeUndefined();
    const { query } = calls.find(({ what }) => what === "GET /tasks")!;
    expect(JSON.parse(query["filters"]!)).toEqual({ service: ["web"] });
  });

  it("are none where there is no such service", async () => {
    await docker({ "GET /tasks": 404 });
    expect(await engine.instances("web")).toEqual([]);
  });

  it("are unknown where the engine fails", async () => {
    await docker({ "GET /tasks": 500 });
    await expect(engine.instances("web")).rejects.toThrow(/500/);
  });
});

describe("the rollout of a service", () => {
  it.each([
    ["updating", "running"],
    ["completed", "done"],
    ["paused", "failed"],
    ["rollback_started", "rolled-back"],
    ["rollback_completed", "rolled-back"],
    ["rollback_paused", "failed"],
  ])("that is %s for Swarm is %s", async (State, state) => {
    await docker({ "GET /services/web": service({ State, Message: "because" }) });
    expect(await engine.rollout("web")).toEqual({ state, detail: `${State}: because` });
  });

  it.each([
    [[task("a", "running", "running"), task("b", "running", "running")], "done", "2 of 2 tasks running"],
    [[task("a", "running", "running"), task("b", "starting", "running")], "running", "1 of 2 tasks running"],
    [
      ["a", "b", "c"].map((id) => task(id, "running", id === "c" ? "shutdown" : "running")),
      "running",
      "2 of 2 tasks running",
    ],
  ])("without an update is told by its tasks", async (tasks, state, detail) => {
    await docker({ "GET /services/web": service(), "GET /tasks": tasks });
    expect(await engine.rollout("web")).toEqual({ state, detail });
  });
});

describe("killing a task", () => {
  it("sends its container SIGKILL, which is Docker's default", async () => {
    const { calls } = await docker({
      "GET /tasks/a": task("a", "running", "running"),
      "POST /containers/container-a/kill": 204,
    });
    await engine.kill("web", "a");
    expect(calls.at(-1)).toMatchObject({ what: "POST /containers/container-a/kill", query: {} });
  });

  it("tells that another node's engine has to do it", async () => {
    await docker({ "GET /tasks/a": task("a", "running", "running") });
    await expect(engine.kill("web", "a")).rejects.toThrow(
      "task a is on node n1, whose own Docker engine alone can kill it",
    );
  });

  it("tells that there is no container yet", async () => {
    await docker({ "GET /tasks/a": { ...task("a", "pending", "running"), Status: { State: "pending" } } });
    await expect(engine.kill("web", "a")).rejects.toThrow("task a has no container yet: it is pending");
  });
});
