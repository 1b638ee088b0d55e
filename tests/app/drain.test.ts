import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it, vi } from "vitest";
import { Balancer } from "./support/balancer";
import { ask, type Answer, oneConnection, RawConnection } from "./support/client";
import { Load } from "./support/load";
import { cleanUp, start, type Running } from "./support/service";

afterAll(cleanUp);

/** Begins a request that takes this long, while those after it are fast. */
async function beginSlowRequest(url: string, ms: number): Promise<{ answer: Promise<Answer> }> {
  await ask(`${url}/faults/latency?ms=${ms}`, { method: "POST" });
  const answer = ask(`${url}/api/info`);
  answer.catch(() => {});
  await eventually(async () =>
    expect((await ask(`${url}/metrics`)).body).toContain('in_flight{class="traffic"} 1\n'),
  );
  await ask(`${url}/faults`, { method: "DELETE" });
  return { answer };
}

/** Sends a stop signal and waits until the service reacts. */
async function beginStop(service: Running, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  service.kill(signal);
  await eventually(() => expect(service.events().at(-1)).toMatchObject({ event: "draining", signal }));
}

function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { interval: 5, timeout: 5000 });
}

describe.concurrent("a stop under load", { timeout: 15_000 }, () => {
  it("loses no request behind a load balancer, on new and on kept-alive connections", async () => {
    const env = { PODIUM_FAULTS: "on", PODIUM_STOP_SECONDS: "2", PODIUM_DRAIN_SECONDS: "0.6" };
    const [stays, stops] = [await start(env), await start(env)];
    // Ends after the service has stopped listening.
    const slow = await beginSlowRequest(stops.url, 1300);
    const balancer = new Balancer([stays.port, stops.port], 250);
    const load = new Load(`${await balancer.listen()}/api/info`)
      .add(4, { keepAlive: true, pauseMs: 10 })
      .add(4, { keepAlive: false, pauseMs: 10 })
      .add(10, { keepAlive: true, pauseMs: 300 })
      .add(10, { keepAlive: true, pauseMs: 900 });
    await eventually(() => expect(load.answered).toBeGreaterThan(100));

    const begin = performance.now();
    await beginStop(stops);
    expect((await ask(`${stops.url}/readyz`)).status).toBe(503);
    expect((await ask(`${stops.url}/healthz`)).status).toBe(200);
    const end = await stops.ended;
    const answeredAtEnd = load.answered;
    await sleep(200);
    await load.stop();
    balancer.close();

    expect(load.losses).toEqual([]);
    expect(load.refused).toBe(0);
    expect(load.answered).toBeGreaterThan(answeredAtEnd);
    expect(await slow.answer).toMatchObject({ status: 200, headers: { connection: "close" } });
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect((end.at - begin) / 1000).toBeLessThan(2);
    expect(stops.events().map(({ event }) => event)).toEqual([
      "started",
      "fault",
      "fault",
      "draining",
      "stopped",
    ]);
  });

  it("cuts off a request that takes too long, reports it and exits with 1", async () => {
    const service = await start({ PODIUM_FAULTS: "on", PODIUM_STOP_SECONDS: "1.5" });
    const slow = await beginSlowRequest(service.url, 4000);
    const begin = performance.now();
    service.kill("SIGTERM");
    const end = await service.ended;
    await expect(slow.answer).rejects.toThrow();
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/^podium: stopped with 1 request unanswered after 1\.[1-4]\d* s\n$/);
    expect((end.at - begin) / 1000).toBeLessThan(1.5);
  });
});

describe.concurrent("during the drain, the service", () => {
  it("accepts new connections and sends `connection: close` with every response", async () => {
    const service = await start({ PODIUM_STOP_SECONDS: "1.5" });
    const agent = oneConnection();
    const before = await ask(service.url, { agent });
    expect(before.headers).toMatchObject({ connection: "keep-alive", "keep-alive": "timeout=5" });
    await beginStop(service, "SIGINT");
    expect((await ask(service.url, { agent })).headers.connection).toBe("close");
    const fresh = await ask(`${service.url}/api/info`, { agent: oneConnection() });
    expect(fresh.headers).not.toHaveProperty("keep-alive");
    expect(fresh.headers.connection).toBe("close");
    expect(JSON.parse(fresh.body)).toMatchObject({ draining: true });
    expect((await ask(`${service.url}/metrics`)).body).toContain("\npodium_ready 0\n");
    expect((await service.ended).code).toBe(0);
  });

  it("still serves a connection that was idle until then, and ends the others in order", async () => {
    const service = await start({ PODIUM_STOP_SECONDS: "1.5", PODIUM_DRAIN_SECONDS: "0.1" });
    const [late, idle, unused] = [1, 2, 3].map(() => RawConnection.open(service.port));
    late!.get("/");
    idle!.get("/");
    await Promise.all([late!.answers(1), idle!.answers(1)]);
    const begin = performance.now();
    service.kill("SIGTERM");
    // The service ends unused connections once it no longer listens.
    expect(await unused!.closed).toBe("end");
    await expect(ask(service.url)).rejects.toThrow("ECONNREFUSED");
    late!.get("/api/info");
    await late!.answers(2);
    expect(late!.received).toMatch(/connection: close[^]*"draining":true/);
    expect(await Promise.all([late!.closed, idle!.closed])).toEqual(["end", "end"]);
    const end = await service.ended;
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect((end.at - begin) / 1000).toBeLessThan(1.5);
  });

  it("exits immediately on a second signal", async () => {
    const service = await start();
    await beginStop(service);
    const begin = performance.now();
    service.kill("SIGTERM");
    const end = await service.ended;
    expect(end.code).toBe(143);
    expect(end.at - begin).toBeLessThan(500);
  });

  it("does not wait for the rest of the stop time when no client is connected", async () => {
    const service = await start({ PODIUM_STOP_SECONDS: "5", PODIUM_DRAIN_SECONDS: "0" });
    const begin = performance.now();
    service.kill("SIGTERM");
    expect((await service.ended).code).toBe(0);
    expect(performance.now() - begin).toBeLessThan(1000);
  });
});

describe("a stop while clients send without a pause", () => {
  it("responds on every connection that it has accepted", async () => {
    const service = await start({ PODIUM_STOP_SECONDS: "1", PODIUM_DRAIN_SECONDS: "0" });
    const load = new Load(`${service.url}/api/info`)
      .add(16, { keepAlive: true, pauseMs: 0 })
      .add(16, { keepAlive: false, pauseMs: 0 });
    await eventually(() => expect(load.answered).toBeGreaterThan(100));
    service.kill("SIGTERM");
    expect(await service.ended).toMatchObject({ code: 0, stderr: "" });
    await load.stop();
    expect(load.losses).toEqual([]);
    expect(load.refused).toBeGreaterThan(0);
  });
});
