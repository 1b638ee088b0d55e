import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./support/client";
import { cleanUp, run, start, type Running } from "./support/service";

const NONE = { hang: false, unready: false, latencyMs: 0, cpuMs: 0, errorRate: 0, memoryMiB: 0 };
const PROBES = ["/healthz", "/readyz", "/metrics"];
const TRAFFIC = ["/", "/api/info", "/peers", "/nowhere"];

afterAll(cleanUp);

describe("the routes below /faults", () => {
  let service: Running;

  const post = (path: string) => ask(`${service.url}/faults/${path}`, { method: "POST" });
  const clear = () => ask(`${service.url}/faults`, { method: "DELETE" });
  const statuses = (paths: string[]) =>
    Promise.all(paths.map(async (path) => (await ask(service.url + path)).status));
  const seconds = async (path: string) => {
    const begin = performance.now();
    await ask(service.url + path);
    return (performance.now() - begin) / 1000;
  };

  beforeAll(async () => {
    service = await start({ PODIUM_FAULTS: "on", PODIUM_INSTANCE: "web-1" });
  });
  afterEach(clear);

  it("list the faults of the instance", async () => {
    expect(JSON.parse((await ask(`${service.url}/faults`)).body)).toEqual({
      instance: "web-1",
      faults: NONE,
    });
    const { status, body } = await post("latency?ms=50");
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ instance: "web-1", faults: { ...NONE, latencyMs: 50 } });
    expect(JSON.parse((await clear()).body)).toEqual({ instance: "web-1", faults: NONE });
  });

  it("unready: fails readiness only", async () => {
    await post("unready");
    expect(await statuses([...PROBES, ...TRAFFIC])).toEqual([200, 503, 200, 200, 200, 200, 404]);
    expect((await ask(`${service.url}/metrics`)).body).toContain("\npodium_ready 0\n");
    await clear();
    expect(await statuses(["/readyz"])).toEqual([200]);
  });

  it("latency: delays traffic, but not probes", async () => {
    await post("latency?ms=60000");
    expect(await statuses(PROBES)).toEqual([200, 200, 200]);
    await post("latency?ms=100");
    for (const taken of await Promise.all(TRAFFIC.map(seconds))) expect(taken).toBeGreaterThan(0.099);
  });

  it("cpu: costs traffic CPU time, but not probes", async () => {
    await post("cpu?ms=1000");
    expect(await seconds("/readyz")).toBeLessThan(0.9);
    expect(await seconds("/")).toBeGreaterThan(0.99);
  });

  it("errors: fails the given share of traffic, but not probes", async () => {
    await post("errors?rate=1");
    expect(await statuses([...TRAFFIC, ...PROBES])).toEqual([500, 500, 500, 500, 200, 200, 200]);
    await post("errors?rate=0.5");
    const answers = await statuses(Array<string>(200).fill("/"));
    const failed = answers.filter((status) => status === 500).length;
    // 100 are expected. A random result outside this range occurs once in 10^15 runs.
    expect(failed).toBeGreaterThan(40);
    expect(failed).toBeLessThan(160);
  });

  it("hang: holds every request until the fault is cleared", async () => {
    await post("hang");
    let answered = 0;
    const waiting = [...PROBES, ...TRAFFIC].map((path) => ask(service.url + path).finally(() => answered++));
    await sleep(100);
    expect(answered).toBe(0);
    expect((await ask(`${service.url}/faults`)).body).toContain('"hang":true');
    await clear();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([
      200, 200, 200, 200, 200, 200, 404,
    ]);
  });

  it("memory: allocates the given amount", async () => {
    expect((await post("memory?mb=64")).status).toBe(202);
    const held = async () => JSON.parse((await ask(`${service.url}/faults`)).body).faults.memoryMiB as number;
    while ((await held()) < 64) await sleep(10);
    expect(await held()).toBe(64);
  });

  it.each([
    ["latency", "ms: must be an integer from 1 to 600000"],
    ["latency?ms=-1", "ms: must be an integer from 1 to 600000"],
    ["cpu?ms=2000", "ms: must be a number from 0.1 to 1000"],
    ["errors?rate=1.5", "rate: must be a number from 0 to 1"],
    ["memory?mb=x", "mb: must be an integer from 1 to 65536"],
  ])("reject POST /faults/%s", async (path, error) => {
    const { status, body } = await post(path);
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 400, body: { error } });
  });

  it("change faults by POST and DELETE only", async () => {
    expect(await ask(`${service.url}/faults/crash`)).toMatchObject({
      status: 405,
      headers: { allow: "POST" },
    });
    expect(await post("")).toMatchObject({ status: 404 });
    expect(await ask(`${service.url}/faults`, { method: "PUT" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD, DELETE" },
    });
  });

  it("have a route class of their own in the metrics", async () => {
    expect((await ask(`${service.url}/metrics`)).body).toMatch(/_total\{class="control",code="200"\} \d+/);
  });

  it("crash: responds, then ends the process with exit code 1", async () => {
    const { url, ended, events } = await start({ PODIUM_FAULTS: "on" });
    expect((await ask(`${url}/faults/crash`, { method: "POST" })).status).toBe(202);
    expect(await ended).toMatchObject({ code: 1, signal: null });
    expect(events().map(({ event }) => event)).toEqual(["started", "fault"]);
  });
});

describe.concurrent("a bad release", () => {
  const faulty = (fault: string) => start({ PODIUM_FAULTS: "on", PODIUM_FAULT: fault });

  it("with the fault crash exits before it listens", async () => {
    const { code, stdout } = await run([], { PORT: "0", PODIUM_FAULTS: "on", PODIUM_FAULT: "crash" });
    expect(code).toBe(1);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ event: "fault", fault: { kind: "crash" } }]);
  });

  it("with the fault unready is healthy but never ready", async () => {
    const { url } = await faulty("unready");
    expect((await ask(`${url}/healthz`)).status).toBe(200);
    expect((await ask(`${url}/readyz`)).status).toBe(503);
  });

  it("with the fault hang runs but does not respond", async () => {
    const { url } = await faulty("hang");
    await expect(ask(`${url}/healthz`, { signal: AbortSignal.timeout(100) })).rejects.toThrow("aborted");
    expect((await ask(`${url}/faults`)).body).toContain('"hang":true');
  });

  it("with the faults latency, cpu or errors looks healthy", async () => {
    expect((await ask(`${(await faulty("latency:123")).url}/faults`)).body).toContain('"latencyMs":123');
    expect((await ask(`${(await faulty("cpu:1.5")).url}/faults`)).body).toContain('"cpuMs":1.5');
    const { url } = await faulty("errors:1");
    expect((await ask(url)).status).toBe(500);
    expect((await ask(`${url}/readyz`)).status).toBe(200);
  });
});
