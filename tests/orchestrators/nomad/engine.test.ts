import { beforeEach, describe, expect, it } from "vitest";
import type { Engine } from "../../../src/orchestrators/engine";
import { engineAt, fakeAgent, type FakeAgent, Refusal, SILENCE } from "./agent";

let agent: FakeAgent;
let engine: Engine;

beforeEach(async () => {
  agent = await fakeAgent();
  engine = engineAt(agent);
});

const running = { app: { State: "running", StartedAt: "2026-01-01T00:00:00Z" } };
const pending = { app: { State: "pending", StartedAt: "2026-01-01T00:00:00Z" } };
const allocation = (id: string, changes = {}) => ({
  ID: id,
  NodeName: "node-1",
  JobVersion: 1,
  DesiredStatus: "run",
  ClientStatus: "running",
  DeploymentStatus: { Healthy: true },
  TaskStates: running,
  ...changes,
});
const versions = {
  Versions: [1, 0].map((Version) => ({
    Version,
    TaskGroups: [{ Tasks: [{ Config: { image: `app@sha256:${Version}` } }] }],
  })),
};
const passing = { a: { Status: "success" }, b: { Status: "success" } };
const failing = { a: { Status: "success" }, b: { Status: "failure" } };

describe("Nomad's instances", () => {
  const JOB = "job/web";
  const stateOf = async (changes: object, checks: unknown = passing) => {
    agent.responses = {
      [`${JOB}/allocations`]: [allocation("a1", changes)],
      [`${JOB}/versions`]: versions,
      "client/allocation/a1/checks": checks,
    };
    return (await engine.instances("apps/web")).map(({ state }) => state);
  };

  it("are none if nothing is deployed", async () => {
    agent.responses = { [`${JOB}/allocations`]: [] };
    expect(await engine.instances("apps/web")).toEqual([]);
  });

  it("are those that end if the job is purged", async () => {
    agent.responses = { [`${JOB}/allocations`]: [allocation("a1", { DesiredStatus: "stop" })] };
    expect(await engine.instances("apps/web")).toMatchObject([{ id: "a1", state: "stopping" }]);
  });

  it("are ready as soon as they run if their job has no checks", async () => {
    const withChecks = (Checks: object[]) => ({
      Versions: [
        { Version: 1, TaskGroups: [{ Tasks: [{ Config: { image: "app" }, Services: [{ Checks }] }] }] },
      ],
    });
    const stateWith = async (checks: object[]) => {
      agent.responses = {
        [`${JOB}/allocations`]: [allocation("a1", { DeploymentStatus: null })],
        [`${JOB}/versions`]: withChecks(checks),
        "client/allocation/a1/checks": {},
      };
      return (await engine.instances("apps/web"))[0]!.state;
    };
    expect(await stateWith([])).toBe("ready");
    expect(await stateWith([{}])).toBe("starting");
  });

  it("have the image of their job's version", async () => {
    agent.responses = {
      [`${JOB}/allocations`]: [allocation("a1"), allocation("a2", { JobVersion: 0 })],
      [`${JOB}/versions`]: versions,
      "client/allocation/a1/checks": passing,
      "client/allocation/a2/checks": passing,
    };
    const common = { state: "ready", node: "node-1", startedAt: "2026-01-01T00:00:00Z" };
    expect(await engine.instances("apps/web")).toEqual([
      { ...common, id: "a1", image: "app@sha256:1" },
      { ...common, id: "a2", image: "app@sha256:0" },
    ]);
    expect(agent.calls.map(({ path }) => path).sort()).toEqual([
      "agent/members",
      "client/allocation/a1/checks?namespace=apps",
      "client/allocation/a2/checks?namespace=apps",
      "job/web/allocations?namespace=apps",
      "job/web/versions?namespace=apps",
      "nodes?resources=true",
    ]);
  });

  it.each([
    ["ready", {}, passing],
    ["ready", {}, { a: { Status: "success" } }],
    ["unready", {}, failing],
    ["unready", {}, {}],
    ["unready", {}, new Refusal(500, "no path to node")],
    ["unready", {}, SILENCE],
    ["starting", { DeploymentStatus: null }, failing],
    ["starting", { ClientStatus: "pending", DeploymentStatus: null, TaskStates: null }, {}],
    ["unready", { ClientStatus: "unknown" }, passing],
    ["unready", { TaskStates: pending }, passing],
    ["stopping", { DesiredStatus: "stop" }, passing],
    ["failed", { ClientStatus: "failed" }, {}],
  ])("are %s with %o and the checks %o", async (state, changes, checks) => {
    expect(await stateOf(changes, checks)).toEqual([state]);
  });

  it.each([
    { ClientStatus: "complete", DesiredStatus: "stop" },
    { ClientStatus: "lost" },
    { ClientStatus: "failed", DesiredStatus: "stop" },
    { ClientStatus: "failed", NextAllocation: "a2" },
  ])("do not include what has ended: %o", async (changes) => {
    expect(await stateOf(changes)).toEqual([]);
  });
});

describe("Nomad's nodes", () => {
  const node = (changes = {}) => ({
    ID: "id-1",
    Name: "node-1",
    Address: "10.0.0.1",
    Datacenter: "dc1",
    Status: "ready",
    SchedulingEligibility: "eligible",
    Drain: false,
    ...changes,
  });
  const MEMBERS = { Members: [{ Addr: "10.0.0.9", Tags: { region: "global", id: "s1" } }] };

  it("are its clients, with their datacenters as zones", async () => {
    agent.responses = { nodes: [node()], "agent/members": MEMBERS };
    expect(await engine.nodes()).toEqual([
      { name: "node-1", zone: "dc1", state: "ready", isManager: false, address: "10.0.0.1" },
    ]);
  });

  it("have the cores and the memory of their machines", async () => {
    const NodeResources = { Cpu: { CpuShares: 5192, TotalCpuCores: 2 }, Memory: { MemoryMB: 4096 } };
    agent.responses = { nodes: [node({ NodeResources })], "agent/members": MEMBERS };
    expect(await engine.nodes()).toMatchObject([{ cores: 2, memory: 4096 }]);
  });

  it("take part in control if a server has their address", async () => {
    agent.responses = { nodes: [node({ Address: "10.0.0.9" }), node()], "agent/members": MEMBERS };
    expect((await engine.nodes()).map(({ isManager }) => isManager)).toEqual([true, false]);
  });

  it.each([
    ["draining", { Drain: true, SchedulingEligibility: "ineligible" }],
    ["draining", { SchedulingEligibility: "ineligible" }],
    ["down", { Status: "down" }],
    ["down", { Status: "disconnected" }],
    ["down", { Status: "down", Drain: true }],
  ])("are %s with %j", async (state, changes) => {
    agent.responses = { nodes: [node(changes)], "agent/members": MEMBERS };
    expect(await engine.nodes()).toMatchObject([{ state }]);
  });

  it("give instances their zone, and are asked for once", async () => {
    agent.responses = {
      nodes: [node()],
      "agent/members": MEMBERS,
      "job/web/allocations": [allocation("a1"), allocation("a2", { NodeName: "node-2" })],
      "job/web/versions": versions,
    };
    for (let turn = 0; turn < 3; turn++) {
      expect((await engine.instances("apps/web")).map(({ zone }) => zone)).toEqual(["dc1", undefined]);
    }
    expect(agent.calls.filter(({ path }) => path.startsWith("nodes"))).toHaveLength(1);
  });

  it("are unknown to those who may not list them, who see instances without a zone", async () => {
    agent.responses = {
      nodes: new Refusal(403, "Permission denied"),
      "agent/members": MEMBERS,
      "job/web/allocations": [allocation("a1")],
      "job/web/versions": versions,
    };
    await expect(engine.nodes()).rejects.toThrow("403");
    expect(await engine.instances("apps/web")).toMatchObject([{ node: "node-1", zone: undefined }]);
  });
});

describe("Nomad's rollout", () => {
  const deployment = (JobVersion: number, Status: string, StatusDescription = Status) => ({
    JobVersion,
    CreateIndex: 100 + JobVersion,
    Status,
    StatusDescription,
  });
  const FAILED = "Failed due to progress deadline - rolling back to job version 1";
  const rolloutOf = async (Version: number, ...deployments: unknown[]) => {
    agent.responses = { "job/web": { Version }, "job/web/deployments": deployments };
    return engine.rollout("apps/web");
  };

  it.each([
    ["done", [deployment(1, "successful")]],
    ["done", [deployment(1, "successful"), deployment(0, "failed")]],
    ["running", [deployment(0, "successful"), deployment(1, "running")]],
    ["failed", [deployment(0, "successful"), deployment(1, "failed")]],
    ["failed", [deployment(1, "failed", "Failed - not rolling back to stable job version 0 as …")]],
    ["failed", [deployment(1, "cancelled")]],
  ])("is %s as the latest deployment reports", async (state, deployments) => {
    const latest = deployments.find(({ JobVersion }) => JobVersion === 1)!;
    expect(await rolloutOf(1, ...deployments)).toEqual({ state, detail: latest.StatusDescription });
  });

  it("is running before the job's version has a deployment", async () => {
    expect(await rolloutOf(1, deployment(0, "successful"))).toEqual({
      state: "running",
      detail: "version 1 is not scheduled yet",
    });
  });

  it("is done once Nomad has forgotten the deployment", async () => {
    expect(await rolloutOf(1)).toEqual({
      state: "done",
      detail: "Nomad no longer has a deployment of this job",
    });
  });

  it("is rolled back from the moment that Nomad gives up, whatever becomes of the previous version", async () => {
    const expected = { state: "rolled-back", detail: FAILED };
    const failed = deployment(2, "failed", FAILED);
    expect(await rolloutOf(2, failed)).toEqual(expected);
    expect(await rolloutOf(3, failed)).toEqual(expected);
    expect(await rolloutOf(3, failed, deployment(3, "running"))).toEqual(expected);
    expect(await rolloutOf(3, failed, deployment(3, "successful"))).toEqual(expected);
  });

  it("is a new one after the next update", async () => {
    const failed = deployment(2, "failed", FAILED);
    const [rollback, next] = [deployment(3, "successful"), deployment(4, "running")];
    expect((await rolloutOf(4, failed)).state).toBe("running");
    expect((await rolloutOf(4, failed, deployment(4, "successful"))).state).toBe("done");
    expect((await rolloutOf(4, failed, rollback, next)).state).toBe("running");
  });

  it("is an error if there is no job", async () => {
    await expect(engine.rollout("apps/web")).rejects.toThrow("Nomad responds with status 404: not found");
  });

  it("is that of the job and the namespace in the reference", async () => {
    agent.responses = { "job/api": { Version: 0 }, "job/api/deployments": [] };
    await engine.rollout("other/api");
    expect(agent.calls.map(({ path }) => path)).toEqual([
      "job/api?namespace=other",
      "job/api/deployments?namespace=other",
    ]);
  });
});

describe("Nomad's kill", () => {
  it("sends SIGKILL to the task", async () => {
    agent.responses = { "client/allocation/a1/signal": {} };
    await engine.kill("apps/web", "a1");
    expect(agent.calls).toEqual([
      {
        method: "PUT",
        path: "client/allocation/a1/signal?namespace=apps",
        body: JSON.stringify({ Signal: "SIGKILL", Task: "app" }),
      },
    ]);
  });

  it("is an error if there is no such instance", async () => {
    await expect(engine.kill("apps/web", "a1")).rejects.toThrow("Nomad responds with status 404");
  });
});
