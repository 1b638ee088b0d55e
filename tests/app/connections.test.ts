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

/** A server in this process, so that a test can block its event loop. */
async function serve(listener: RequestListener = (_, response) => void response.end("ok")) {
  const server: Server = createServer(listener);
  const connections = new Connections(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return { server, connections, port };
}

/** A service that calls a function when it begins to stop listening. */
function serviceWith(config: { drainSeconds: number; stopSeconds: number }, onClosing: () => void) {
  let pending: Promise<void> | undefined;
  return {
    config,
    get closing() {
      return pending;
    },
    set closing(promise) {
      pending = promise;
      onClosing();
    },
  };
}

/** Opens connections and sends a request on each. */
function openWithRequest(port: number, count: number): RawConnection[] {
  return Array.from({ length: count }, () => {
    const connection = RawConnection.open(port);
    connection.get("/");
    return connection;
  });
}

/** Keeps the server from accepting and reading. */
function blockEventLoop(ms: number): void {
  const begin = performance.now();
  while (performance.now() - begin < ms);
}

/** Waits until the server has noticed what the clients did. */
function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { interval: 5, timeout: 3000 });
}

describe.concurrent("Connections", () => {
  it("ends idle connections in order, with separate limits for used and unused ones", async () => {
    const { connections, port } = await serve();
    const [used, unused] = [RawConnection.open(port), RawConnection.open(port)];
    used.get("/");
    await used.answers(1);
    await eventually(() => expect([connections.count, connections.busy]).toEqual([2, 0]));
    expect(connections.arrivals).toBe(3);
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

  it("spares connections with a request in flight or still arriving", async () => {
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
    // The second request on this connection is still arriving.
    inFlight.send("GET /");
    await eventually(() => expect(connections.busy).toBe(1));
    connections.endIdle(0, 0);
    inFlight.send(" HTTP/1.1\r\nHost: test\r\n\r\n");
    await eventually(() => expect(pending).toHaveLength(3));
    pending[2]!.end("ok");
    await inFlight.answers(2);
  });

  it("destroys an ended connection when its client does not close it", async () => {
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

describe.concurrent("drain", () => {
  it("waits for held requests even when the drain time is as long as possible", async () => {
    let held: RawConnection[] = [];
    const { server, connections, port } = await serve(async (_, response) => {
      await service.closing;
      response.setHeader("connection", "close").end("ok");
    });
    const service = serviceWith({ drainSeconds: 0.4, stopSeconds: 0.5 }, () => {
      held = openWithRequest(port, 1);
    });
    expect(await drain(server, connections, service)).toBe(0);
    expect(held[0]!.received).toMatch(/^HTTP\/1.1 200 /);
  });

  it("keeps listening for a quarter of the time left when connections keep arriving", async () => {
    const { server, connections, port } = await serve();
    const begin = performance.now();
    void drain(server, connections, { config: { drainSeconds: 0.1, stopSeconds: 2 } });
    while (server.listening) {
      const { socket } = RawConnection.open(port);
      await sleep(20);
      socket.destroy();
    }
    // Of the 1.5 s until the drain has to end, 1.4 s are left after the drain time.
    const seconds = (performance.now() - begin) / 1000;
    expect(seconds).toBeGreaterThan(0.4);
    expect(seconds).toBeLessThan(0.8);
  });

  it("returns the number of requests that it could not finish", async () => {
    const { server, connections, port } = await serve(() => {});
    const [never, half] = [RawConnection.open(port), RawConnection.open(port)];
    never.get("/");
    half.send("GET /");
    await eventually(() => expect(connections.busy).toBe(2));
    expect(await drain(server, connections, { config: { drainSeconds: 0, stopSeconds: 0.5 } })).toBe(2);
  });
});

describe("drain with a busy event loop", () => {
  it("accepts every connection in the accept queue before it stops listening", async () => {
    const { server, connections, port } = await serve((_, response) => {
      response.setHeader("connection", "close").end("ok");
    });
    let waiting: RawConnection[] = [];
    // The connections arrive while the server is too busy to accept them, until listening is due to end.
    const service = serviceWith({ drainSeconds: 0, stopSeconds: 1 }, () => {
      waiting = openWithRequest(port, 32);
      process.nextTick(blockEventLoop, 100);
    });
    expect(await drain(server, connections, service)).toBe(0);
    expect(await Promise.all(waiting.map(({ closed }) => closed))).toEqual(Array(32).fill("end"));
    for (const { received } of waiting) expect(received).toMatch(/^HTTP\/1.1 200 /);
  });

  it("limits how long it accepts connections when the accept queue never empties", async () => {
    const { server, connections, port } = await serve();
    const service = serviceWith({ drainSeconds: 0.15, stopSeconds: 0.3 }, () => {
      server.on("connection", (socket) => {
        socket.destroy();
        RawConnection.open(port);
      });
      for (let i = 0; i < 8; i++) RawConnection.open(port);
    });
    const begin = performance.now();
    const draining = drain(server, connections, service);
    await eventually(() => expect(server.listening).toBe(false));
    // Late enough to prove that it kept accepting.
    expect((performance.now() - begin) / 1000).toBeGreaterThan(0.25);
    await draining;
  });

  it("responds to a request that waits unread when time is up", async () => {
    const { server, connections, port } = await serve();
    const kept = RawConnection.open(port);
    kept.get("/");
    await kept.answers(1);
    const draining = drain(server, connections, { config: { drainSeconds: 0, stopSeconds: 0.5 } });
    await sleep(250);
    kept.get("/");
    blockEventLoop(100);
    await kept.answers(2);
    expect(await draining).toBe(0);
    expect(await kept.closed).toBe("end");
  });
});
