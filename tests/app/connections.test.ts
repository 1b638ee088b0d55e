import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it, vi } from "vitest";
import { Connections } from "../../app/connections";
import { drain } from "../../app/drain";
import { RawConnection } from "./support/client";

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server in this process, so that a test can stop its event loop at will. */
async function serve(listener: RequestListener = (_, response) => void response.end("ok")) {
  const server: Server = createServer(listener);
  const connections = new Connections(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return { server, connections, port };
}

/** Nothing is read or accepted meanwhile. */
function blockEventLoop(ms: number): void {
  const begin = performance.now();
  while (performance.now() - begin < ms);
}

/** Waits until the server has seen what the clients did. */
function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { interval: 5, timeout: 3000 });
}

describe.concurrent("connections", () => {
  it("are ended in order once idle for long enough, each kind in its time", async () => {
    const { connections, port } = await serve();
    const [used, unused] = [RawConnection.open(port), RawConnection.open(port)];
    used.get("/");
    await used.answers(1);
    await eventually(() => expect([connections.count, connections.busy]).toEqual([2, 0]));
    await sleep(100);
    connections.endIdle(60, 60);
    await sleep(50);
    expect(connections.count).toBe(2);
    connections.endIdle(60, 0.1);
    expect(await unused.closed).toBe("end");
    await eventually(() => expect(connections.count).toBe(1));
    connections.endIdle(0.1, 0.1);
    expect(await used.closed).toBe("end");
    await eventually(() => expect(connections.count).toBe(0));
  });

  it("are busy, and spared, while a request is in flight or on its way in", async () => {
    const pending: ServerResponse[] = [];
    const { connections, port } = await serve((_, response) => void pending.push(response));
    const [inFlight, arriving] = [RawConnection.open(port), RawConnection.open(port)];
    inFlight.get("/");
    arriving.send("GET / HTTP/1.1\r\nHo");
    await eventually(() => expect(connections.busy).toBe(2));
    connections.endIdle(0, 0);
    arriving.send("st: test\r\n\r\n");
    await eventually(() => expect(pending).toHaveLength(2));
    for (const response of pending) response.end("ok");
    await Promise.all([inFlight.answers(1), arriving.answers(1)]);
    await eventually(() => expect(connections.busy).toBe(0));
    // A second request on its way in, on a connection used before.
    inFlight.send("GET /");
    await eventually(() => expect(connections.busy).toBe(1));
    connections.endIdle(0, 0);
    inFlight.send(" HTTP/1.1\r\nHost: test\r\n\r\n");
    await eventually(() => expect(pending).toHaveLength(3));
    pending[2]!.end("ok");
    await inFlight.answers(2);
  });

  it("are cut when their client does not let go", async () => {
    const { connections, port } = await serve();
    const stubborn = RawConnection.open(port);
    stubborn.socket.allowHalfOpen = true;
    await eventually(() => expect(connections.count).toBe(1));
    const begin = performance.now();
    connections.endIdle(0, 0);
    await eventually(() => expect(connections.count).toBe(0));
    expect(performance.now() - begin).toBeGreaterThan(490);
    stubborn.socket.destroy();
  });
});

describe("drain", () => {
  it("accepts the connections that wait at the moment listening ends", async () => {
    const { server, connections, port } = await serve();
    const draining = drain(server, connections, { drainSeconds: 0.1, stopSeconds: 2 });
    await sleep(50);
    // After an immediate, timers come before what has arrived: the end of listening is due first.
    await new Promise(setImmediate);
    const waiting = RawConnection.open(port);
    waiting.get("/");
    process.nextTick(blockEventLoop, 400);
    await waiting.answers(1);
    expect(waiting.received).toMatch(/^HTTP\/1.1 200 /);
    waiting.socket.destroy();
    expect(await draining).toBe(0);
  });

  it("answers the request that waits unread when the time is up", async () => {
    const { server, connections, port } = await serve();
    const kept = RawConnection.open(port);
    kept.get("/");
    await kept.answers(1);
    const draining = drain(server, connections, { drainSeconds: 0, stopSeconds: 1 });
    await sleep(600);
    kept.get("/");
    blockEventLoop(200);
    await kept.answers(2);
    expect(await draining).toBe(0);
    expect(await kept.closed).toBe("end");
  });

  it("goes on listening while connections still come in, for part of the time left", async () => {
    const { server, connections, port } = await serve();
    const begin = performance.now();
    void drain(server, connections, { drainSeconds: 0.1, stopSeconds: 3 });
    while (server.listening) {
      const { socket } = RawConnection.open(port);
      await sleep(20);
      socket.destroy();
    }
    // A quarter of what is left of 2.3 s after the drain.
    const seconds = (performance.now() - begin) / 1000;
    expect(seconds).toBeGreaterThan(0.6);
    expect(seconds).toBeLessThan(1);
  });

  it("counts what it could not finish", async () => {
    const { server, connections, port } = await serve(() => {});
    const [never, half] = [RawConnection.open(port), RawConnection.open(port)];
    never.get("/");
    half.send("GET /");
    await eventually(() => expect(connections.busy).toBe(2));
    expect(await drain(server, connections, { drainSeconds: 0, stopSeconds: 0.5 })).toBe(2);
  });
});
