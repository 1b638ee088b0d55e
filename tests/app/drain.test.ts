import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { Balancer } from "./support/balancer";
import { ask, type Answer, oneConnection, RawConnection } from "./support/client";
import { Load } from "./support/load";
import { killAll, start } from "./support/service";

afterAll(killAll);

/** Begins a request that takes so long, while the others stay fast. */
async function beginSlowRequest(url: string, ms: number): Promise<{ answer: Promise<Answer> }> {
  await ask(`${url}/faults/latency?ms=${ms}`, { method: "POST" });
  const answer = ask(`${url}/api/info`);
  answer.catch(() => {});
  await sleep(100);
  await ask(`${url}/faults`, { method: "DELETE" });
  return { answer };
}

describe.concurrent("stopping under load", { timeout: 15_000 }, () => {
  it("loses no request, old or new, on kept connections and on fresh ones", async () => {
    const env = { PODIUM_FAULTS: "on", PODIUM_STOP_SECONDS: "3" };
    const [stays, stops] = [await start(env), await start(env)];
    const balancer = new Balancer([stays.port, stops.port], 400);
    const load = new Load(`${await balancer.listen()}/api/info`)
      .add(4, { keepAlive: true, pauseMs: 2 })
      .add(4, { keepAlive: false, pauseMs: 2 })
      .add(10, { keepAlive: true, pauseMs: 450 })
      .add(10, { keepAlive: true, pauseMs: 1900 });
    await sleep(300);
    const slow = await beginSlowRequest(stops.url, 2000);

    const begin = performance.now();
    stops.kill("SIGTERM");
    await sleep(50);
    expect((await ask(`${stops.url}/readyz`)).status).toBe(503);
    expect((await ask(`${stops.url}/healthz`)).status).toBe(200);
    const end = await stops.ended;
    const answeredAtEnd = load.answered;
    await sleep(200);
    await load.stop();
    balancer.close();

    expect(load.failures).toEqual([]);
    expect(answeredAtEnd).toBeGreaterThan(100);
    expect(load.answered).toBeGreaterThan(answeredAtEnd);
    expect(await slow.answer).toMatchObject({ status: 200, headers: { connection: "close" } });
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect((end.at - begin) / 1000).toBeLessThan(3);
    expect(stops.events().map(({ event }) => event)).toEqual([
      "started",
      "fault",
      "fault",
      "draining",
      "stopped",
    ]);
  });

  it("cuts what cannot be finished in time, says so and fails", async () => {
    const service = await start({ PODIUM_FAULTS: "on", PODIUM_STOP_SECONDS: "2" });
    const slow = await beginSlowRequest(service.url, 4000);
    const begin = performance.now();
    service.kill("SIGTERM");
    const end = await service.ended;
    await expect(slow.answer).rejects.toThrow();
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/^podium: stopped with 1 request unanswered after 1\.\d+ s\n$/);
    expect((end.at - begin) / 1000).toBeLessThan(2);
  });
});

describe.concurrent("during the drain", () => {
  it("serves new connections, and tells every client to leave with its answer", async () => {
    const service = await start({ PODIUM_STOP_SECONDS: "2" });
    const agent = oneConnection();
    const before = await ask(service.url, { agent });
    expect(before.headers).toMatchObject({ connection: "keep-alive", "keep-alive": "timeout=5" });
    service.kill("SIGINT");
    await sleep(100);
    expect((await ask(service.url, { agent })).headers.connection).toBe("close");
    const fresh = await ask(`${service.url}/api/info`, { agent: oneConnection() });
    expect(fresh.headers).not.toHaveProperty("keep-alive");
    expect(fresh.headers.connection).toBe("close");
    expect(JSON.parse(fresh.body)).toMatchObject({ draining: true });
    expect((await ask(`${service.url}/metrics`)).body).toContain("\npodium_ready 0\n");
    expect((await service.ended).code).toBe(0);
  });

  it("still serves a connection that was idle all along, and ends the others in order", async () => {
    const service = await start({ PODIUM_STOP_SECONDS: "2", PODIUM_DRAIN_SECONDS: "0.2" });
    const [late, idle, unused] = [1, 2, 3].map(() => RawConnection.open(service.port));
    late!.get("/");
    idle!.get("/");
    await Promise.all([late!.answers(1), idle!.answers(1)]);
    const begin = performance.now();
    service.kill("SIGTERM");
    // Listening has ended by now: this connection is all that is left to serve.
    await sleep(1000);
    await expect(ask(service.url)).rejects.toThrow("ECONNREFUSED");
    late!.get("/api/info");
    await late!.answers(2);
    expect(late!.received).toMatch(/connection: close[^]*"draining":true/);
    expect(await Promise.all([late, idle, unused].map((one) => one!.closed))).toEqual(["end", "end", "end"]);
    const end = await service.ended;
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect((end.at - begin) / 1000).toBeLessThan(2);
  });

  it("ends at once on a second signal", async () => {
    const service = await start();
    service.kill("SIGTERM");
    await sleep(100);
    const begin = performance.now();
    service.kill("SIGTERM");
    const end = await service.ended;
    expect(end.code).toBe(143);
    expect(end.at - begin).toBeLessThan(500);
  });

  it("takes no longer than the drain when nobody is connected", async () => {
    const service = await start({ PODIUM_STOP_SECONDS: "5", PODIUM_DRAIN_SECONDS: "0" });
    const begin = performance.now();
    service.kill("SIGTERM");
    expect((await service.ended).code).toBe(0);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});
