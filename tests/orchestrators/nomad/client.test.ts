import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { openClient } from "../../../src/orchestrators/nomad/client";
import { connect } from "../../../src/orchestrators/nomad/engine";
import { engineAt, fakeAgent, Refusal, socketPath } from "./agent";

/** The options of the latest dispatcher. */
const dispatcher = vi.hoisted(() => ({ options: {} }));
vi.mock("undici", async (original) => {
  const undici = await original<typeof import("undici")>();
  class Agent extends undici.Agent {
    constructor(options: object) {
      super(options);
      dispatcher.options = options;
    }
  }
  return { ...undici, Agent };
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function clientOf(address: string, region?: string) {
  const client = await openClient({ address, namespace: "default", region });
  onTestFinished(() => client.close());
  return client;
}

describe("a client of Nomad", () => {
  it("sends what is asked for, and parses the response", async () => {
    vi.stubEnv("NOMAD_TOKEN", undefined);
    vi.stubEnv("NOMAD_HTTP_AUTH", undefined);
    const agent = await fakeAgent({ jobs: { EvalID: "e1" } });
    const client = await clientOf(agent.address);
    const options = { method: "PUT", namespace: "apps", query: { a: "b" }, body: { Job: 1 } } as const;
    expect(await client.call("jobs", options)).toEqual({ EvalID: "e1" });
    expect(agent.calls).toEqual([{ method: "PUT", path: "jobs?a=b&namespace=apps", body: '{"Job":1}' }]);
    expect(agent.headers).not.toHaveProperty("x-nomad-token");
    expect(agent.headers).not.toHaveProperty("authorization");
  });

  it("addresses the connection's region", async () => {
    const agent = await fakeAgent({ jobs: [] });
    vi.stubEnv("NOMAD_REGION", "other");
    await (await clientOf(agent.address, "eu")).call("jobs");
    await (await clientOf(agent.address)).call("jobs");
    expect(agent.calls.map(({ path }) => path)).toEqual(["jobs?region=eu", "jobs"]);
  });

  it.each([
    ["me:s3cret:too", "me:s3cret:too"],
    ["me", "me:"],
  ])("logs in with NOMAD_TOKEN and NOMAD_HTTP_AUTH=%s", async (auth, credentials) => {
    vi.stubEnv("NOMAD_TOKEN", "t0ken");
    vi.stubEnv("NOMAD_HTTP_AUTH", auth);
    const agent = await fakeAgent({ jobs: [] });
    await (await clientOf(agent.address)).call("jobs");
    expect(agent.headers).toMatchObject({
      "x-nomad-token": "t0ken",
      authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
    });
  });

  it("connects to a Unix socket", async () => {
    const socket = socketPath("nomad 1.sock");
    const agent = await fakeAgent({ jobs: ["web"] }, socket);
    expect(agent.address).toBe(`unix://${socket}`);
    expect(await (await clientOf(agent.address)).call("jobs")).toEqual(["web"]);
  });

  it("reports a status other than success with the beginning of the text", async () => {
    const agent = await fakeAgent({ jobs: new Refusal(300, ` no \n${"x".repeat(300)}`) });
    const client = await clientOf(agent.address);
    await expect(client.call("jobs")).rejects.toMatchObject({
      status: 300,
      message: `Nomad responds with status 300: no \n${"x".repeat(196)}`,
    });
    await expect(client.stream("jobs", {})).rejects.toMatchObject({ status: 300 });
  });

  it("waits for what is streamed, however long that is silent", async () => {
    await clientOf("http://127.0.0.1:9");
    expect(dispatcher.options).toMatchObject({ headersTimeout: 0, bodyTimeout: 0 });
  });

  it("waits 5 seconds for a response", async () => {
    const agent = await fakeAgent({ jobs: [] });
    const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
    await expect((await clientOf(agent.address)).call("jobs")).rejects.toThrow("no response within 5 s");
    expect(timeout).toHaveBeenCalledWith(5000);
  });
});

describe("an engine on Nomad", () => {
  const JOB = { "job/web/allocations": [] };

  it("stays with the agent of its connection, whatever the environment becomes", async () => {
    const [first, second] = [await fakeAgent(JOB), await fakeAgent(JOB)];
    vi.stubEnv("NOMAD_ADDR", first.address);
    const engine = engineAt(first, { region: "eu" });
    await engine.instances("apps/web");
    vi.stubEnv("NOMAD_ADDR", second.address);
    vi.stubEnv("NOMAD_REGION", "us");
    await engine.instances("apps/web");
    const path = "job/web/allocations?namespace=apps&region=eu";
    expect(first.calls.map((call) => call.path)).toEqual([path, path]);
    expect(second.calls).toEqual([]);
  });

  it("opens one client, and another one after it was closed", async () => {
    const agent = await fakeAgent(JOB);
    const engine = engineAt(agent);
    const tokens: unknown[] = [];
    for (const token of ["one", "two", "three"]) {
      vi.stubEnv("NOMAD_TOKEN", token);
      if (token === "three") engine.close();
      await engine.instances("apps/web");
      tokens.push(agent.headers["x-nomad-token"]);
    }
    expect(tokens).toEqual(["one", "one", "three"]);
  });

  it("tries again after it could not be opened", async () => {
    const agent = await fakeAgent(JOB);
    const engine = engineAt(agent);
    vi.stubEnv("NOMAD_SKIP_VERIFY", "maybe");
    await expect(engine.instances("apps/web")).rejects.toThrow(
      'NOMAD_SKIP_VERIFY must be true or false, got "maybe"',
    );
    vi.stubEnv("NOMAD_SKIP_VERIFY", undefined);
    expect(await engine.instances("apps/web")).toEqual([]);
  });

  it("contacts nothing before it is used, and nothing when it is closed unused", async () => {
    const agent = await fakeAgent(JOB);
    const engine = engineAt(agent);
    engine.close();
    expect(agent.calls).toEqual([]);
  });

  it("refuses a connection that is not Nomad's", () => {
    expect(() => connect({ host: "unix:///var/run/docker.sock" })).toThrow(/address/);
  });
});
