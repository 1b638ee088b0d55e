import { afterEach, describe, expect, it, vi } from "vitest";
import { connect as connectTo } from "../../../src/docker/client";
import { connect } from "../../../src/orchestrators/swarm/engine";
import { IMAGE } from "../../program";
import { NOWHERE } from "../../command";
import { manager, task } from "./fake";

vi.mock("../../../src/docker/client", { spy: true });
afterEach(() => vi.unstubAllEnvs());

const service = (updateStatus?: object) => ({
  Spec: { Mode: { Replicated: { Replicas: 2 } } },
  UpdateStatus: updateStatus,
});

describe("a client of a swarm", () => {
  it("stays bound to its connection when DOCKER_HOST changes", async () => {
    const [mine, other] = [await manager(), await manager()];
    await mine.engine.instances("web");
    vi.stubEnv("DOCKER_HOST", other.host);
    await mine.engine.instances("web");
    expect(mine.calls.filter(({ what }) => what === "GET /tasks")).toHaveLength(2);
    expect(other.calls).toEqual([]);
  });

  it("tries again after it could not be opened", async () => {
    const { host } = await manager({ "GET /tasks": [] });
    vi.stubEnv("DOCKER_CERT_PATH", NOWHERE);
    const engine = connect({ host });
    await expect(engine.instances("web")).rejects.toThrow("ENOENT");
    vi.stubEnv("DOCKER_CERT_PATH", undefined);
    expect(await engine.instances("web")).toEqual([]);
  });

  it("is opened once", async () => {
    const { host, engine } = await manager({ "GET /tasks": [] });
    vi.mocked(connectTo).mockClear();
    await engine.instances("web");
    await engine.instances("web");
    expect(vi.mocked(connectTo).mock.calls).toEqual([[{ host }]]);
  });

  it("needs a connection with a host", () => {
    expect(() => connect({ address: "tcp://127.0.0.1:2375" })).toThrow(/host/);
  });
});

describe("the tasks of a service", () => {
  it("are instances until they have ended", async () => {
    const { calls, engine } = await manager({
      "GET /tasks": [
        task("ready", "running", "running"),
        task("starting", "starting", "running"),
        task("waiting", "ready", "ready"),
        task("stopping", "running", "shutdown"),
        task("removed", "running", "remove"),
        task("failed", "failed", "running"),
        task("rejected", "rejected", "running"),
        task("orphaned", "orphaned", "running"),
        task("history", "failed", "shutdown"),
        task("complete", "complete", "shutdown"),
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
      "rejected: failed",
      "orphaned: failed",
    ]);
    expect(instances[0]).toEqual({
      id: "ready",
      state: "ready",
      image: IMAGE,
      startedAt: "2026-01-01T00:00:00Z",
      node: "alpha",
      zone: "east",
    });
    expect(instances[1]!.startedAt).toBeUndefined();
    const { query } = calls.find(({ what }) => what === "GET /tasks")!;
    expect(JSON.parse(query["filters"]!)).toEqual({ service: ["web"] });
  });

  it("have no node before they are assigned one", async () => {
    const { engine } = await manager({
      "GET /tasks": [{ ...task("a", "pending", "running"), NodeID: undefined }],
    });
    expect((await engine.instances("web"))[0]).toMatchObject({ state: "starting", node: undefined });
  });

  it("are none when the service does not exist", async () => {
    const { engine } = await manager({ "GET /tasks": 404 });
    expect(await engine.instances("web")).toEqual([]);
  });

  it("are unknown when the engine fails", async () => {
    const { engine } = await manager({ "GET /tasks": 500 });
    await expect(engine.instances("web")).rejects.toThrow(/500/);
  });
});

describe("the nodes of a swarm", () => {
  const worker = (changes: object = {}) => ({
    ID: "n2",
    Spec: { Labels: {}, Role: "worker", Availability: "active" },
    Description: { Hostname: "beta" },
    Status: { State: "ready", Addr: "10.0.0.2" },
    ...changes,
  });
  const nodeOf = async (changes: object) => {
    const { engine } = await manager({ "GET /nodes": [worker(changes)] });
    return (await engine.nodes())[0];
  };

  it("are known by their hosts' names", async () => {
    const { engine } = await manager();
    expect(await engine.nodes()).toEqual([
      { name: "alpha", zone: "east", state: "ready", isManager: true, address: "10.0.0.1" },
    ]);
    expect(await nodeOf({})).toEqual({ name: "beta", state: "ready", isManager: false, address: "10.0.0.2" });
    expect(await nodeOf({ Description: {} })).toMatchObject({ name: "n2" });
  });

  it("have cores and memory", async () => {
    const Resources = { NanoCPUs: 2e9, MemoryBytes: 4 * 2 ** 30 };
    expect(await nodeOf({ Description: { Resources } })).toMatchObject({ cores: 2, memory: 4096 });
  });

  it.each([
    ["draining", { Spec: { Availability: "drain" } }],
    ["draining", { Spec: { Availability: "pause" } }],
    ["down", { Status: { State: "down", Addr: "10.0.0.2" } }],
    ["down", { Status: { State: "unknown" } }],
    ["down", { Spec: { Availability: "drain" }, Status: { State: "down" } }],
  ])("are %s with %j", async (state, changes) => {
    expect(await nodeOf(changes)).toMatchObject({ state });
  });

  it("are unknown when the engine fails", async () => {
    const { engine } = await manager({ "GET /nodes": 500 });
    await expect(engine.nodes()).rejects.toThrow(/500/);
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
    ["a state of a later version", "running"],
  ])("whose update status is %s is %s", async (State, state) => {
    const { engine } = await manager({ "GET /services/web": service({ State, Message: "because" }) });
    expect(await engine.rollout("web")).toEqual({ state, detail: `${State}: because` });
  });

  it.each([
    ["two running tasks", ["running", "running"], "done", "2 of 2 tasks running"],
    ["a task that is starting", ["running", "starting"], "running", "1 of 2 tasks running"],
    ["one task only", ["running"], "running", "1 of 2 tasks running"],
  ])("without an update is judged by %s", async (_, states, state, detail) => {
    const tasks = states.map((each, index) => task(`t${index}`, each, "running"));
    const { engine } = await manager({ "GET /services/web": service(), "GET /tasks": tasks });
    expect(await engine.rollout("web")).toEqual({ state, detail });
  });

  it("is still running while a task is stopping", async () => {
    const tasks = ["running", "running", "shutdown"].map((wanted, index) =>
      task(`t${index}`, "running", wanted),
    );
    const { engine } = await manager({ "GET /services/web": service(), "GET /tasks": tasks });
    expect(await engine.rollout("web")).toEqual({ state: "running", detail: "2 of 2 tasks running" });
  });
});

describe("killing a task", () => {
  it("sends SIGKILL to its container, which is Docker's default", async () => {
    const { calls, engine } = await manager({
      "GET /tasks/a": task("a", "running", "running"),
      "POST /containers/container-a/kill": 204,
    });
    await engine.kill("web", "a");
    expect(calls.at(-1)).toMatchObject({ what: "POST /containers/container-a/kill", query: {} });
  });

  it("fails when the task runs on another node", async () => {
    const { engine } = await manager({ "GET /tasks/a": task("a", "running", "running") });
    await expect(engine.kill("web", "a")).rejects.toThrow(
      "task a runs on node n1, and only that node's own Docker engine can kill it",
    );
  });

  it("is within reach on the node of the Docker engine that answers", async () => {
    const info = {
      Name: "alpha",
      ServerVersion: "28.1",
      Swarm: { NodeID: "n1", LocalNodeState: "active", ControlAvailable: true },
    };
    const replies = { "GET /info": info, "GET /tasks": [task("b", "running", "running")] };
    const { calls, engine, host } = await manager(replies);
    const instance = (id: string, node: string) => ({ id, node, state: "ready" as const });
    const found = await engine.withinReach!([instance("a", "beta"), instance("b", "alpha")]);
    expect(found.map(({ id }) => id)).toEqual(["b"]);
    const { query } = calls.find(({ what }) => what === "GET /tasks")!;
    expect(JSON.parse(query["filters"]!)).toEqual({ node: ["n1"] });
    await expect(engine.withinReach!([instance("c", "gamma"), instance("a", "beta")])).rejects.toThrow(
      `all tasks run on beta, gamma, and the Docker engine at ${host} can only kill those on its own node, alpha. ` +
        "Set podium:replicas to the number of nodes at least, so that one runs there; " +
        "if alpha is drained, `docker node update --availability active alpha`.",
    );
  });

  it("fails with the engine's message when the engine refuses", async () => {
    const { engine } = await manager({
      "GET /tasks/a": task("a", "running", "running"),
      "POST /containers/container-a/kill": 500,
    });
    await expect(engine.kill("web", "a")).rejects.toThrow("status 500");
  });

  it("fails when the task has no container yet", async () => {
    const { engine } = await manager({
      "GET /tasks/a": { ...task("a", "pending", "running"), Status: { State: "pending" } },
    });
    await expect(engine.kill("web", "a")).rejects.toThrow("task a has no container yet: it is pending");
  });
});
