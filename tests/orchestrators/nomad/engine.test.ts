import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { engine } from "../../../src/orchestrators/nomad/engine";

interface Call {
  method?: string;
  path: string;
  token?: string;
  body: string;
}

/** What the fake agent answers, by path; whatever else is asked is not found. */
let answers: Record<string, unknown>;
let calls: Call[];
let server: Server;

beforeEach(async () => {
  answers = {};
  calls = [];
  server = createServer(async (request, response) => {
    const path = (request.url ?? "").replace("/v1/", "");
    const token = request.headers["x-nomad-token"] as string | undefined;
    calls.push({ method: request.method, path, token, body: await textOf(request) });
    const answer = answers[path.replace(/\?.*/, "")];
    if (answer === undefined) return response.writeHead(404).end("not found");
    if (answer instanceof Error) return response.writeHead(403).end(answer.message);
    return response.end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  vi.stubEnv("NOMAD_ADDR", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("NOMAD_TOKEN", "t0ken");
  vi.stubEnv("NOMAD_REGION", "");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

const agent = { config: { Version: { Version: "1.11.3" } } };
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

describe("Nomad's probe", () => {
  it("tells the agent's version, and that it is on this machine", async () => {
    answers = { "agent/self": agent };
    expect(await engine.probe()).toEqual({
      reachable: true,
      product: "Nomad",
      version: "1.11.3",
      kind: "real",
      address: process.env["NOMAD_ADDR"],
      local: true,
    });
    expect(calls[0]).toMatchObject({ path: "agent/self", token: "t0ken" });
  });

  it("names the token where the agent wants another one, but not its value", async () => {
    answers = { "agent/self": new Error("Permission denied") };
    const probe = await engine.probe();
    expect(probe).toMatchObject({
      reachable: false,
      reason: expect.stringContaining("Nomad answers 403: Permission denied"),
      remedy: expect.stringContaining("NOMAD_TOKEN"),
    });
    expect(JSON.stringify(probe)).not.toContain("t0ken");
  });

  it("says how to get an agent where none answers", async () => {
    const address = new URL(process.env["NOMAD_ADDR"]!);
    await new Promise((closed) => server.close(closed));
    expect(await engine.probe()).toMatchObject({
      reachable: false,
      reason: expect.stringContaining(`does not answer: connect ECONNREFUSED ${address.host}`),
      remedy: expect.stringContaining("nomad agent -dev"),
    });
  });

  it("does not throw at an address that is none", async () => {
    vi.stubEnv("NOMAD_ADDR", "localhost:4646");
    expect(await engine.probe()).toMatchObject({
      reachable: false,
      reason: expect.stringContaining('"localhost:4646"; allowed is http://HOST:PORT'),
    });
  });
});

describe("Nomad's instances", () => {
  const JOB = "job/web";
  const stateOf = async (changes: object, checks: unknown = passing) => {
    answers = {
      [`${JOB}/allocations`]: [allocation("a1", changes)],
      [`${JOB}/versions`]: versions,
      "client/allocation/a1/checks": checks,
    };
    return (await engine.instances("apps/web")).map(({ state }) => state);
  };

  it("are none where nothing is deployed", async () => {
    answers = { [`${JOB}/allocations`]: [] };
    expect(await engine.instances("apps/web")).toEqual([]);
  });

  it("have their image by the version of their job", async () => {
    answers = {
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
    expect(calls.every(({ path }) => path.endsWith("?namespace=apps"))).toBe(true);
  });

  it.each([
    ["ready", {}, passing],
    ["unready", {}, failing],
    ["unready", {}, {}],
    ["unready", {}, new Error("no path to node")],
    ["starting", { DeploymentStatus: null }, failing],
    ["starting", { ClientStatus: "pending", DeploymentStatus: null, TaskStates: null }, {}],
    ["unready", { TaskStates: pending }, passing],
    ["stopping", { DesiredStatus: "stop" }, passing],
    ["failed", { ClientStatus: "failed" }, {}],
  ])("are %s with %o and %o", async (state, changes, checks) => {
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

describe("Nomad's rollout", () => {
  const deployment = (JobVersion: number, Status: string, StatusDescription = Status) => ({
    JobVersion,
    CreateIndex: 100 + JobVersion,
    Status,
    StatusDescription,
  });
  const FAILED = "Failed due to progress deadline - rolling back to job version 1";
  const stateOf = async (Version: number, ...deployments: unknown[]) => {
    answers = { "job/web": { Version }, "job/web/deployments": deployments };
    return engine.rollout("apps/web");
  };

  it.each([
    ["done", [deployment(1, "successful")]],
    ["running", [deployment(0, "successful"), deployment(1, "running")]],
    ["failed", [deployment(0, "successful"), deployment(1, "failed")]],
    ["failed", [deployment(1, "failed", "Failed - not rolling back to stable job version 0 as …")]],
    ["failed", [deployment(1, "cancelled")]],
    ["running", [deployment(0, "successful")]],
    ["done", []],
  ])("is %s", async (state, deployments) => {
    expect((await stateOf(1, ...deployments)).state).toBe(state);
  });

  it("is rolled back from the moment that Nomad gives up, whatever becomes of the version before", async () => {
    const expected = { state: "rolled-back", detail: FAILED };
    const failed = deployment(2, "failed", FAILED);
    expect(await stateOf(3, failed)).toEqual(expected);
    expect(await stateOf(3, failed, deployment(3, "running"))).toEqual(expected);
    expect(await stateOf(3, failed, deployment(3, "successful"))).toEqual(expected);
  });

  it("is a new one after the next update", async () => {
    const failed = deployment(2, "failed", FAILED);
    expect((await stateOf(4, failed)).state).toBe("running");
    expect((await stateOf(4, failed, deployment(4, "successful"))).state).toBe("done");
    expect((await stateOf(4, failed, deployment(3, "successful"), deployment(4, "running"))).state).toBe(
      "running",
    );
  });

  it("fails where there is no job", async () => {
    await expect(engine.rollout("apps/web")).rejects.toThrow("Nomad answers 404: not found");
  });
});

describe("Nomad's kill", () => {
  it("sends the task SIGKILL", async () => {
    answers = { "client/allocation/a1/signal": {} };
    await engine.kill("apps/web", "a1");
    expect(calls).toEqual([
      {
        method: "PUT",
        path: "client/allocation/a1/signal?namespace=apps",
        token: "t0ken",
        body: JSON.stringify({ Signal: "SIGKILL", Task: "app" }),
      },
    ]);
  });

  it("fails where there is no such instance", async () => {
    await expect(engine.kill("apps/web", "a1")).rejects.toThrow("Nomad answers 404");
  });
});

describe("Nomad's region", () => {
  it("is the one of the environment", async () => {
    vi.stubEnv("NOMAD_REGION", "eu");
    answers = { "agent/self": agent };
    await engine.probe();
    expect(calls[0]!.path).toBe("agent/self?region=eu");
  });
});
