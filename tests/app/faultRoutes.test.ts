import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./support/client";
import { killAll, run, start, type Running } from "./support/service";

const NONE = { hang: false, unready: false, latencyMs: 0, errorRate: 0, memoryMiB: 0 };
const PROBES = ["/healthz", "/readyz", "/metrics"];
const TRAFFIC = ["/", "/api/info", "/peers", "/nowhere"];

afterAll(killAll);

describe("faults on request", () => {
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

  it("are listed, with the instance that has them", async () => {
    expect(JSON.parse((await ask(`${service.url}/faults`)).body)).toEqual({
      instance: "web-1",
      faults: NONE,
    });
    const { status, body } = await post("latency?ms=50");
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ instance: "web-1", faults: { ...NONE, latencyMs: 50 } });
    expect(JSON.parse((await clear()).body)).toEqual({ instance: "web-1", faults: NONE });
  });

  it("unready: only readiness says no", async () => {
    await post("unready");
    expect(await statuses([...PROBES, ...TRAFFIC])).toEqual([200, 503, 200, 200, 200, 200, 404]);
    expect((await ask(`${service.url}/metrics`)).body).toContain("\npodium_ready 0\n");
    await clear();
    expect(await statuses(["/readyz"])).toEqual([200]);
  });

  it("latency: traffic waits, probes do not", async () => {
    await post("latency?ms=300");
    for (const taken of await Promise.all(PROBES.map(seconds))) expect(taken).toBeLessThan(0.25);
    for (const taken of await Promise.all(TRAFFIC.map(seconds))) expect(taken).toBeGreaterThan(0.29);
  });

  it("errors: traffic fails, probes do not", async () => {
    await post("errors?rate=1");
    expect(await statuses([...TRAFFIC, ...PROBES])).toEqual([500, 500, 500, 500, 200, 200, 200]);
    await post("errors?rate=0.5");
    const answers = await statuses(Array<string>(200).fill("/"));
    const failed = answers.filter((status) => status === 500).length;
    // Outside of this once in 10^15 runs.
    expect(failed).toBeGreaterThan(40);
    expect(failed).toBeLessThan(160);
  });

  it("hang: nothing is answered, the process lives, and those who waited are answered once it is over", async () => {
    await post("hang");
    let answered = 0;
    const waiting = [...PROBES, ...TRAFFIC].map((path) => ask(service.url + path).finally(() => answered++));
    await sleep(300);
    expect(answered).toBe(0);
    expect((await ask(`${service.url}/faults`)).body).toContain('"hang":true');
    await clear();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([
      200, 200, 200, 200, 200, 200, 404,
    ]);
  });

  it("memory: it is really allocated", async () => {
    expect((await post("memory?mb=64")).status).toBe(202);
    const held = async () => JSON.parse((await ask(`${service.url}/faults`)).body).faults.memoryMiB as number;
    while ((await held()) < 64) await sleep(10);
    expect(await held()).toBe(64);
  });

  it.each([
    ["latency", "ms: must be an integer from 1 to 600000"],
    ["latency?ms=-1", "ms: must be an integer from 1 to 600000"],
    ["errors?rate=1.5", "rate: must be a number from 0 to 1"],
    ["memory?mb=x", "mb: must be an integer from 1 to 65536"],
  ])("refuses POST /faults/%s", async (path, error) => {
    const { status, body } = await post(path);
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 400, body: { error } });
  });

  it("are changed by POST and DELETE only", async () => {
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

  it("are counted apart from traffic and probes", async () => {
    expect((await ask(`${service.url}/metrics`)).body).toMatch(/_total\{class="control",code="200"\} \d+/);
  });

  it("crash: answers, then the process ends with 1", async () => {
    const { url, ended, events } = await start({ PODIUM_FAULTS: "on" });
    expect((await ask(`${url}/faults/crash`, { method: "POST" })).status).toBe(202);
    expect(await ended).toMatchObject({ code: 1, signal: null });
    expect(events().map(({ event }) => event)).toEqual(["started", "fault"]);
  });
});

describe("a release that is bad from the start", () => {
  const faulty = (fault: string) => start({ PODIUM_FAULTS: "on", PODIUM_FAULT: fault });

  it("crash: it never listens", async () => {
    const { code, stdout } = await run([], { PORT: "0", PODIUM_FAULTS: "on", PODIUM_FAULT: "crash" });
    expect(code).toBe(1);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ event: "fault", fault: { kind: "crash" } }]);
  });

  it("unready: it is alive and never ready", async () => {
    const { url } = await faulty("unready");
    expect((await ask(`${url}/healthz`)).status).toBe(200);
    expect((await ask(`${url}/readyz`)).status).toBe(503);
  });

  it("hang: it lives and does not answer", async () => {
    const { url } = await faulty("hang");
    await expect(ask(`${url}/healthz`, { signal: AbortSignal.timeout(200) })).rejects.toThrow("aborted");
    expect((await ask(`${url}/faults`)).body).toContain('"hang":true');
  });

  it("latency and errors: it looks healthy", async () => {
    expect((await ask(`${(await faulty("latency:123")).url}/faults`)).body).toContain('"latencyMs":123');
    const { url } = await faulty("errors:1");
    expect((await ask(url)).status).toBe(500);
    expect((await ask(`${url}/readyz`)).status).toBe(200);
  });
});
