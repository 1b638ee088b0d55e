import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it, vi } from "vitest";
import { account, lostWithRetry, type RequestRecord } from "../../src/drills/accounting";
import { sendFromThread, startLoad, startLoadHere } from "../../src/drills/load";
import type { SendOptions } from "../../src/drills/sender";

const wanted = { isSample: true, readinessPath: "/readyz" };

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const answerAs =
  (instance: string): RequestListener =>
  (_request, response) =>
    void response.end(JSON.stringify({ instance, version: "v1", digest: "sha256:1", startedAt: "now" }));
const answer = answerAs("a");

/** Sends requests for some seconds and returns their records. */
async function send(
  endpoints: string[],
  seconds: number,
  options: Partial<SendOptions> = {},
  start = startLoadHere,
): Promise<RequestRecord[]> {
  const load = await start({
    endpoints,
    wanted,
    rate: 50,
    timeoutSeconds: 2,
    connections: "mixed",
    ...options,
  });
  await sleep(seconds * 1000);
  return load.stop();
}

const losses = (requests: RequestRecord[]) => account(requests).byLoss;

const instanceOf = ({ outcome }: RequestRecord) => ("answer" in outcome ? outcome.answer.instance : "none");

describe.concurrent("the load", () => {
  it("keeps its rate and accounts for every request", async () => {
    let received = 0;
    const { url } = await serve((request, response) => {
      received++;
      answer(request, response);
    });
    const begin = performance.now();
    const requests = await send([url], 1);
    const milliseconds = performance.now() - begin;
    expect(requests.length).toBeGreaterThanOrEqual(49);
    expect(requests.length).toBeLessThanOrEqual(1 + milliseconds / 20);
    expect(received).toBe(requests.length);
    // Each is due 20 ms after the one before.
    const gaps = requests.slice(1).map(({ due }, index) => due - requests[index]!.due);
    for (const gap of gaps) expect(gap).toBeCloseTo(20, 3);
    expect(requests[0]!.outcome).toEqual({
      answer: { instance: "a", version: "v1", digest: "sha256:1", startedAt: "now" },
    });
  });

  it("keeps its rate while the service does not respond", async () => {
    const { url } = await serve(() => undefined);
    const requests = await send([url], 1, { timeoutSeconds: 0.5 });
    expect(requests.length).toBeGreaterThanOrEqual(48);
    expect(losses(requests)).toEqual({ timedOut: requests.length });
    for (const { ended, sent } of requests) expect(ended - sent).toBeGreaterThanOrEqual(490);
  });

  it("uses new connections for half of the requests, and kept-alive ones for the others", async () => {
    const sockets = new Map<Socket, number>();
    let closing = 0;
    const { url } = await serve((request, response) => {
      sockets.set(request.socket, (sockets.get(request.socket) ?? 0) + 1);
      if (request.headers.connection === "close") closing++;
      answer(request, response);
    });
    const requests = await send([url], 1);
    const once = [...sockets.values()].filter((count) => count === 1).length;
    expect(once).toBeGreaterThanOrEqual(requests.length / 2 - 1);
    expect(closing).toBeCloseTo(requests.length / 2, -1);
    expect(requests.filter(({ kept }) => kept).length).toBeCloseTo(requests.length / 2, -1);
    expect(Math.max(...sockets.values())).toBeGreaterThan(1);
  });

  it("sends from local ports of its own choice, which follow each other", async () => {
    const ports: number[] = [];
    const { url } = await serve((request, response) => {
      ports.push(request.socket.remotePort!);
      answer(request, response);
    });
    await send([url], 0.5, { connections: "fresh" });
    const clock = 32_768 + (Math.floor(Date.now() / 20) % 32_768);
    // Other tests send at the same time, and the clock may just begin again.
    const ahead = ports.map((port) => (port - clock + 32_768 + 500) % 32_768);
    expect(Math.max(...ahead)).toBeLessThan(5_000);
  });

  it("uses new connections for all requests with `fresh`", async () => {
    const { url, server } = await serve(answer);
    let connections = 0;
    server.on("connection", () => connections++);
    const requests = await send([url], 0.5, { connections: "fresh" });
    expect(connections).toBe(requests.length);
  });

  it("rotates between several endpoints", async () => {
    const [one, other] = [await serve(answer), await serve(answer)];
    const counts = [0, 0];
    one.server.on("request", () => counts[0]!++);
    other.server.on("request", () => counts[1]!++);
    await send([one.url, other.url], 1);
    expect(Math.abs(counts[0]! - counts[1]!)).toBeLessThanOrEqual(2);
  });

  describe("with several endpoints", () => {
    /** Of a machine that is busy, too, every request is answered in the end. */
    const patient = { rate: 20, timeoutSeconds: 20 };
    const unavailable: RequestListener = (_request, response) => void response.writeHead(503).end();

    it("sends what is lost once more to the next one, and records both outcomes", async () => {
      const [down, up] = [await serve(unavailable), await serve(answerAs("up"))];
      const received: (string | undefined)[] = [];
      up.server.on("request", ({ headers }) => received.push(headers.connection));
      const requests = await send([down.url, up.url], 1, patient);
      const lost = requests.filter(({ outcome }) => "loss" in outcome);
      expect(lost.length).toBeGreaterThan(5);
      expect(lostWithRetry(requests)).toBe(0);
      for (const { ended, retry } of lost) {
        expect(retry!.outcome).toMatchObject({ answer: { instance: "up" } });
        expect(retry!.ended).toBeGreaterThanOrEqual(ended);
      }
      // What was answered is not sent again, and a retry has a connection of its own.
      expect(received).toHaveLength(requests.length);
      const fresh = requests.filter(({ kept }) => !kept).length - lost.filter(({ kept }) => !kept).length;
      expect(received.filter((connection) => connection === "close")).toHaveLength(fresh + lost.length);
    });

    it("loses a request for good if the next one loses it, too", async () => {
      const { url } = await serve(unavailable);
      const requests = await send([url, `${url}/other`], 0.5, patient);
      const outcome = { loss: "status", detail: "status 503" };
      for (const each of requests) expect(each).toMatchObject({ outcome, retry: { outcome } });
      expect(lostWithRetry(requests)).toBe(requests.length);
    });

    it("retries nothing as soon as there is only one", async () => {
      const { url, server } = await serve(unavailable);
      let received = 0;
      server.on("request", () => received++);
      const requests = await send([url], 0.5, patient);
      expect(received).toBe(requests.length);
      expect(requests.some((each) => "retry" in each)).toBe(false);
    });
  });

  it.each([
    ["this thread", startLoadHere],
    ["a separate thread", startLoad],
  ])("from %s changes its endpoints without losing requests in flight", async (_, start) => {
    const slowly: RequestListener = (...exchange) => void sleep(200).then(() => answerAs("old")(...exchange));
    const [old, kept, added] = [
      await serve(slowly),
      await serve(answerAs("kept")),
      await serve(answerAs("new")),
    ];
    const endpoints = [old.url, kept.url];
    const load = await start({ endpoints, wanted, rate: 50, timeoutSeconds: 2, connections: "mixed" });
    const someFrom = (instance: string) =>
      vi.waitFor(() => {
        const answered = load.recent(Infinity).filter((each) => instanceOf(each) === instance);
        expect(answered.length).toBeGreaterThan(5);
      }, 10_000);
    await Promise.all([someFrom("old"), someFrom("kept")]);
    load.aim([kept.url, added.url]);
    await someFrom("new");
    const requests = await load.stop();
    expect(account(requests).lost).toBe(0);
    const instances = requests.map(instanceOf);
    const change = instances.indexOf("new");
    expect(new Set(instances.slice(0, change))).toEqual(new Set(["old", "kept"]));
    expect(new Set(instances.slice(change))).toEqual(new Set(["kept", "new"]));
  });

  it.each([
    ["this thread", startLoadHere],
    ["a separate thread", startLoad],
  ])("from %s changes its rate", async (_, start) => {
    const { url } = await serve(answer);
    const load = await start({ endpoints: [url], wanted, rate: 20, timeoutSeconds: 2, connections: "mixed" });
    const untilSent = (count: number) =>
      vi.waitFor(() => expect(load.recent(Infinity).length).toBeGreaterThan(count), 10_000);
    await untilSent(5);
    load.pace(100);
    await untilSent(60);
    const dues = (await load.stop()).map(({ due }) => due);
    const pauses = dues.slice(1).map((due, index) => Math.round(due - dues[index]!));
    expect(new Set(pauses)).toEqual(new Set([50, 10]));
    expect(pauses.indexOf(10)).toBeGreaterThan(pauses.lastIndexOf(50));
  });

  it.each([
    ["this thread", startLoadHere],
    ["a separate thread", startLoad],
  ])("from %s sends nothing while there are no endpoints", async (_, start) => {
    const { url, server } = await serve(answer);
    let received = 0;
    server.on("request", () => received++);
    const load = await start({ endpoints: [], wanted, rate: 50, timeoutSeconds: 2, connections: "mixed" });
    await sleep(300);
    expect(load.recent(Infinity)).toEqual([]);
    load.aim([url]);
    await vi.waitFor(() => expect(received).toBeGreaterThan(5), 5000);
    load.aim([]);
    expect(account(await load.stop()).lost).toBe(0);
  });

  it("reports immediately, and again when stopped, that its thread can send no more", async () => {
    const { url } = await serve(answer);
    const failures: unknown[] = [];
    const options: SendOptions = {
      endpoints: [url],
      wanted,
      rate: 50,
      timeoutSeconds: 2,
      connections: "mixed",
    };
    const sending = await sendFromThread(
      options,
      () => undefined,
      (error) => failures.push(error),
    );
    sending.aim(["nowhere"]);
    await vi.waitFor(() => expect(failures).toMatchObject([{ message: "Invalid URL" }]), 5000);
    await expect(sending.stop()).rejects.toThrow("Invalid URL");
  });
});

describe.concurrent("the outcome of a request", () => {
  it("is `refused` if nothing listens", async () => {
    const { url, server } = await serve(answer);
    await new Promise((resolve) => server.close(resolve));
    const requests = await send([url], 0.5);
    expect(losses(requests)).toEqual({ refused: requests.length });
  });

  it("is `reset` if the connection ends instead of a response", async () => {
    const { url } = await serve((request) => request.socket.destroy());
    const requests = await send([url], 0.5);
    expect(losses(requests)).toEqual({ reset: requests.length });
  });

  it("is `reset` if the connection ends in the middle of the response", async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, { "content-length": 100 });
      response.write("{", () => request.socket.destroy());
    });
    const requests = await send([url], 0.5);
    expect(losses(requests)).toEqual({ reset: requests.length });
  });

  it("is `status` for an error status, such as a proxy's without an instance", async () => {
    const { url } = await serve((_request, response) => void response.writeHead(503).end());
    const requests = await send([url], 0.5);
    expect(losses(requests)).toEqual({ status: requests.length });
    expect(requests[0]!.outcome).toEqual({ loss: "status", detail: "status 503" });
  });

  it("says nothing of who has answered if another service responds", async () => {
    const { url } = await serve((_request, response) => void response.end("hello"));
    const [first] = await send([url], 0.2);
    expect(first!.outcome).toEqual({ status: 200 });
  });

  it("says nothing of who has answered for an image of one's own, which is asked for its readiness path", async () => {
    const paths = new Set<string | undefined>();
    const { url } = await serve((request, response) => {
      paths.add(request.url);
      response.writeHead(201);
      // It is not the sample, whatever its responses look like.
      answer(request, response);
    });
    const own = { isSample: false, readinessPath: "/up?full=1" };
    const [first] = await send([`${url}/base`], 0.2, { wanted: own });
    expect(first!.outcome).toEqual({ status: 201 });
    expect([...paths]).toEqual(["/base/up?full=1"]);
  });
});

it("sends the headers of the readiness check, Host among them, whatever the image", async () => {
  const seen: unknown[] = [];
  const { url } = await serve((request, response) => {
    seen.push([request.headers.host, request.headers["x-a"]]);
    answer(request, response);
  });
  const readinessHeaders = { Host: "a.example.com", "X-A": "b" };
  await send([url], 0.2, { wanted: { isSample: true, readinessPath: "/up", readinessHeaders } });
  expect(seen.length).toBeGreaterThan(0);
  for (const each of seen) expect(each).toEqual(["a.example.com", "b"]);
});

describe("a request where nothing says which path shows that an instance is ready", () => {
  it.each([
    [404, { status: 404 }],
    [302, { status: 302 }],
    [503, { loss: "status", detail: "status 503" }],
  ])("is for /, and %i counts as %j", async (status, outcome) => {
    const paths = new Set<string | undefined>();
    const { url } = await serve((request, response) => {
      paths.add(request.url);
      response.writeHead(status).end();
    });
    const [first] = await send([url], 0.2, { wanted: { isSample: false } });
    expect(first!.outcome).toEqual(outcome);
    expect([...paths]).toEqual(["/"]);
  });
});

// Not concurrent: it blocks this thread.
describe("the load of a separate thread", () => {
  it("is not delayed by this one", async () => {
    const { url, server } = await serve(answer);
    const load = await startLoad({
      endpoints: [url],
      wanted,
      rate: 50,
      timeoutSeconds: 5,
      connections: "mixed",
    });
    await sleep(300);
    // The server runs in this thread as well: the requests wait, but are sent.
    for (const end = Date.now() + 500; Date.now() < end;);
    await sleep(200);
    const requests = await load.stop();
    expect(server.listening).toBe(true);
    expect(requests.length).toBeGreaterThanOrEqual(45);
    expect(account(requests).lost).toBe(0);
    for (const { due, sent } of requests) expect(sent - due).toBeLessThan(400);
  });
});
