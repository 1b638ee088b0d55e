import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { discover, formatAddress, parsePeerSource } from "../../app/discovery";
import { listPeers } from "../../app/peers";
import { closedPort } from "./support/client";
import { directoryWith } from "./support/files";

const servers: Server[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A peer source that lists these addresses. */
const sourceOf = (...addresses: string[]) =>
  parsePeerSource(`file:${join(directoryWith({ peers: addresses.join("\n") }), "peers")}`);

const instance = (name: string) =>
  serve((request, response) => {
    response.end(request.url === "/api/info" ? JSON.stringify({ instance: name, version: "v1" }) : "");
  });

describe("peer sources", () => {
  it.each([
    ["dns:tasks.web:8080", { kind: "dns", name: "tasks.web", port: 8080 }],
    ["srv:_http._tcp.web.default.svc", { kind: "srv", name: "_http._tcp.web.default.svc" }],
    ["file:/local/peers", { kind: "file", path: "/local/peers" }],
    ["numbered:web-*.eu:8085", { kind: "numbered", name: "web-*.eu", port: 8085 }],
  ])("are parsed from %s", (text, source) => {
    expect(parsePeerSource(text)).toEqual({ text, ...source });
  });

  it.each([
    "web",
    "dns:web",
    "dns:web:0",
    "dns:we/b:80",
    "srv:",
    "srv:a b",
    "file:peers",
    "list:a:1",
    "numbered:",
    "numbered:a-*",
    "numbered:a:1",
    "numbered:*-*:1",
  ])("reject %j", (text) => expect(() => parsePeerSource(text)).toThrow());

  it("find every address of a name once, in a stable order", async () => {
    const resolver = {
      lookup: async () => ["10.0.0.2", "fd00::1", "10.0.0.1", "10.0.0.2"].map((address) => ({ address })),
      resolveSrv: async () => [
        { name: "b.web", port: 2 },
        { name: "a.web", port: 1 },
      ],
    };
    const found = async (text: string) =>
      (await discover(parsePeerSource(text), resolver)).map(formatAddress);
    expect(await found("dns:web:80")).toEqual(["10.0.0.1:80", "10.0.0.2:80", "[fd00::1]:80"]);
    expect(await found("srv:web")).toEqual(["a.web:1", "b.web:2"]);
  });

  it("find every numbered name that exists, across gaps, and fail when there is none", async () => {
    const asked: string[] = [];
    const withNames = (numbers: number[]) => ({
      lookup: async (name: string) => {
        asked.push(name);
        if (!numbers.some((number) => name === `web-${number}.eu`)) throw new Error(`${name} does not exist`);
        return [{ address: "10.0.0.1" }];
      },
      resolveSrv: async () => [],
    });
    const found = async (...numbers: number[]) =>
      (await discover(parsePeerSource("numbered:web-*.eu:80"), withNames(numbers))).map(formatAddress);
    expect(await found(0, 1)).toEqual(["web-0.eu:80", "web-1.eu:80"]);
    expect(asked).toHaveLength(16);
    expect(await found(0, 2, 9)).toEqual(["web-0.eu:80", "web-2.eu:80", "web-9.eu:80"]);
    await expect(found()).rejects.toThrow("web-0.eu does not exist");
    const many = Array.from({ length: 200 }, (_, number) => number);
    expect((await found(...many)).length).toBeLessThanOrEqual(104);
  });

  it("use the system's resolver by default, which knows short names", async () => {
    expect(await discover(parsePeerSource("dns:localhost:80"))).toContainEqual({
      host: "127.0.0.1",
      port: 80,
    });
  });

  it("read a file each time and skip its blank lines and comments", async () => {
    const path = join(directoryWith({ peers: "# two\n10.0.0.1:80\n\n 10.0.0.2:80\n" }), "peers");
    const source = parsePeerSource(`file:${path}`);
    expect((await discover(source)).map(formatAddress)).toEqual(["10.0.0.1:80", "10.0.0.2:80"]);
    writeFileSync(path, "10.0.0.3:80");
    expect((await discover(source)).map(formatAddress)).toEqual(["10.0.0.3:80"]);
  });
});

describe("listPeers", () => {
  it("asks each peer for its identity and reports those that fail", async () => {
    const [one, two] = [await instance("web-1"), await instance("web-2")];
    const broken = await serve((_, response) => response.writeHead(500).end());
    const other = await serve((_, response) => response.end("hello"));
    const closed = `127.0.0.1:${await closedPort()}`;
    const from = sourceOf(one, two, broken, other, closed);
    const { source, peers } = await listPeers(from);
    const of = (address: string) => peers.find((peer) => peer.address === address);
    expect(source).toBe(from.text);
    expect(of(one)).toEqual({ address: one, instance: "web-1", version: "v1", ok: true });
    expect(of(two)).toMatchObject({ instance: "web-2", ok: true });
    expect(of(broken)).toMatchObject({
      instance: null,
      version: null,
      ok: false,
      error: "responded with 500",
    });
    expect(of(other)).toMatchObject({ ok: false, error: "is not an instance" });
    expect(of(closed)).toMatchObject({ ok: false, error: expect.stringContaining("ECONNREFUSED") });
    expect(peers).toHaveLength(5);
  });

  it("gives up on peers whose response takes too long or is too long", async () => {
    const realTimeout = AbortSignal.timeout.bind(AbortSignal);
    // A tenth of the time keeps the test short.
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => realTimeout(ms / 10));
    const slow = await serve(() => {});
    const trickling = await serve((_, response) => void response.writeHead(200).write("{"));
    const endless = await serve((_, response) => response.end("x".repeat(100_000)));
    const { peers } = await listPeers(sourceOf(slow, trickling, endless));
    const errors = [slow, trickling, endless].map(
      (address) => peers.find((peer) => peer.address === address)!.error,
    );
    expect(errors).toEqual(["no response within 1 s", "no response within 1 s", "the response is too long"]);
    expect(timeout.mock.calls).toEqual([[1000], [1000], [1000]]);
  });

  it("returns an empty list and the reason when discovery finds nothing", async () => {
    expect(await listPeers(null)).toEqual({ source: null, peers: [], error: "PODIUM_PEERS is not set" });
    const missing = parsePeerSource(`file:${join(directoryWith({}), "missing")}`);
    expect(await listPeers(missing)).toEqual({
      source: missing.text,
      peers: [],
      error: expect.stringContaining("ENOENT"),
    });
    const none = { lookup: async () => [], resolveSrv: async () => [] };
    expect(await listPeers(parsePeerSource("srv:web"), none)).toEqual({ source: "srv:web", peers: [] });
  });

  it("gives up on discovery after 2 s", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const never = { lookup: () => new Promise<never>(() => {}), resolveSrv: async () => [] };
    const peers = listPeers(parsePeerSource("dns:web:80"), never);
    let settled = false;
    void peers.then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(1999);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await peers).toMatchObject({ peers: [], error: "discovery timed out after 2 s" });
  });
});
