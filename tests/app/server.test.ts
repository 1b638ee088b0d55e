import { scryptSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { versionColour } from "../../app/colour";
import { readConfig } from "../../app/config";
import { Faults } from "../../app/faults";
import { Metrics } from "../../app/metrics";
import { createServer } from "../../app/server";
import { ask, closedPort, oneConnection, RawConnection } from "./support/client";
import { cleanUp, run, start, type Running } from "./support/service";

const SECRET = "hunter2";
const IMAGE = `localhost:5000/sample@sha256:${"ab".repeat(32)}`;

afterAll(cleanUp);

describe("the service", () => {
  let service: Running;
  let directory: string;
  let peer: number;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "podium-"));
    writeFileSync(join(directory, "token"), "t0p\n");
    peer = await closedPort();
    service = await start({
      PODIUM_VERSION: "v2<b>",
      PODIUM_INSTANCE: "web-1",
      PODIUM_ORCHESTRATOR: "marathon",
      PODIUM_IMAGE: IMAGE,
      PODIUM_SECRETS: "PASSWORD,TOKEN",
      PODIUM_PEERS: `dns:localhost:${peer}`,
      PASSWORD: SECRET,
      TOKEN_FILE: join(directory, "token"),
      UNLISTED: "unlisted",
    });
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  it("starts fast and logs one line", () => {
    expect(service.events()).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        event: "started",
        port: service.port,
        version: "v2<b>",
        instance: "web-1",
        orchestrator: "marathon",
        seconds: expect.any(Number),
      },
    ]);
    // It takes about 0.05 s; the limit leaves room for a busy machine.
    expect(service.events()[0]!.seconds).toBeLessThan(2);
  });

  it("shows a page in the colour of the version, escaped, with a strict content security policy", async () => {
    const { status, headers, body } = await ask(service.url);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(body).toContain("<h1>v2&#60;b&#62;</h1>");
    expect(body).toContain(versionColour("v2<b>"));
  });

  it("returns its identity and settings from /api/info", async () => {
    const { body } = await ask(`${service.url}/api/info`);
    const proof = (name: string, value: string) => scryptSync(value, name, 16).toString("hex");
    expect(JSON.parse(body)).toEqual({
      version: "v2<b>",
      instance: "web-1",
      orchestrator: "marathon",
      startedAt: expect.any(String),
      uptimeSeconds: expect.any(Number),
      hostname: hostname(),
      image: IMAGE,
      digest: IMAGE.split("@")[1],
      pid: service.pid,
      limits: { cpu: null, memory: null, source: null, ...JSON.parse(body).limits },
      node: process.version,
      draining: false,
      secrets: {
        PASSWORD: { source: "env", fingerprint: proof("PASSWORD", SECRET) },
        TOKEN: { source: "file", fingerprint: proof("TOKEN", "t0p") },
      },
    });
    expect(Date.parse(JSON.parse(body).startedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(Object.keys(JSON.parse(body).limits).sort()).toEqual(["cpu", "memory", "source"]);
  });

  it("never reveals a secret", async () => {
    const pages = ["/", "/api/info", "/peers", "/metrics"].map((path) => ask(service.url + path));
    const output =
      (await Promise.all(pages)).map(({ body }) => body).join() + JSON.stringify(service.events());
    for (const secret of [SECRET, "t0p", "UNLISTED", "unlisted"]) expect(output).not.toContain(secret);
  });

  it("is healthy and ready", async () => {
    expect(await ask(`${service.url}/healthz`)).toMatchObject({ status: 200, body: '{"status":"ok"}\n' });
    expect(await ask(`${service.url}/readyz`)).toMatchObject({ status: 200, body: '{"status":"ready"}\n' });
  });

  it("lists the peers that discovery finds", async () => {
    const answer = JSON.parse((await ask(`${service.url}/peers`)).body);
    expect(answer.source).toBe(`dns:localhost:${peer}`);
    expect(answer.peers).toContainEqual({
      address: `127.0.0.1:${peer}`,
      instance: null,
      version: null,
      ok: false,
      error: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("counts probes and traffic separately", async () => {
    const count = async (routeClass: string, code: number) => {
      const { body, headers } = await ask(`${service.url}/metrics`);
      expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
      return Number(
        new RegExp(`_total\\{class="${routeClass}",code="${code}"\\} (\\d+)`).exec(body)?.[1] ?? 0,
      );
    };
    const [ok, missing, probes] = [
      await count("traffic", 200),
      await count("traffic", 404),
      await count("probe", 200),
    ];
    for (const path of ["/", "/api/info", "/peers", "/nowhere", "/healthz", "/readyz"])
      await ask(service.url + path);
    expect(await count("traffic", 200)).toBe(ok + 3);
    expect(await count("traffic", 404)).toBe(missing + 1);
    // The two probes above and the three of /metrics since then.
    expect(await count("probe", 200)).toBe(probes + 2 + 3);
    expect((await ask(`${service.url}/metrics`)).body).toContain(
      'podium_info{version="v2<b>",instance="web-1",orchestrator="marathon"} 1\n',
    );
  });

  it("sends the security headers with every response", async () => {
    for (const path of ["/", "/api/info", "/healthz", "/nowhere"]) {
      const { headers } = await ask(service.url + path);
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
      expect(headers).not.toHaveProperty("x-powered-by");
      expect(headers).not.toHaveProperty("server");
    }
  });

  it("responds with 404 in JSON to unknown paths, and to /faults unless faults are enabled", async () => {
    for (const path of ["/nowhere", "/healthz/", "//", "/faults", "/constructor"]) {
      expect(await ask(service.url + path)).toMatchObject({ status: 404, body: '{"error":"not found"}\n' });
    }
    expect((await ask(`${service.url}/faults/crash`, { method: "POST" })).status).toBe(404);
  });

  it("responds with 405 and the allowed methods, and to HEAD without a body", async () => {
    expect(await ask(service.url, { method: "POST" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
    expect(await ask(service.url, { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  });

  it("ignores the query string", async () => {
    expect((await ask(`${service.url}/healthz?x=1?y`)).status).toBe(200);
  });

  it("keeps a connection open only if the client asks for it", async () => {
    const kept = await ask(service.url, { agent: oneConnection() });
    expect(kept.headers).toMatchObject({ connection: "keep-alive", "keep-alive": "timeout=5" });
    const closed = await ask(service.url);
    expect(closed.headers.connection).toBe("close");
    expect(closed.headers).not.toHaveProperty("keep-alive");
  });

  it("discards a small body and rejects a large one", async () => {
    const small = RawConnection.open(service.port);
    small.send(`POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello`);
    await small.answers(1);
    small.get("/healthz");
    await small.answers(2);
    expect(small.received).toMatch(/^HTTP\/1.1 405 [^]*HTTP\/1.1 200 /);
    small.socket.destroy();

    // The response waits for the body: closing the connection with unread data would reset it.
    const late = RawConnection.open(service.port);
    late.send("POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: 5\r\n\r\n");
    await sleep(50);
    expect(late.received).toBe("");
    late.send("hello");
    expect(await late.closed).toBe("end");
    expect(late.received).toMatch(/^HTTP\/1.1 405 /);

    const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n1\r\nx\r\n`;
    for (const head of ["Content-Length: 16385\r\n\r\n", `Transfer-Encoding: chunked\r\n\r\n${chunk}`]) {
      const large = RawConnection.open(service.port);
      large.send(`POST / HTTP/1.1\r\nHost: test\r\n${head}`);
      await large.answers(1);
      expect(large.received).toMatch(/^HTTP\/1.1 413 [^]*connection: close/);
      await large.closed;
    }
  });

  it("rejects long headers", async () => {
    const { status } = await ask(`${service.url}/?${"x".repeat(9000)}`);
    expect(status).toBe(431);
  });

  it("survives input that is not HTTP", async () => {
    const broken = RawConnection.open(service.port);
    broken.send("\x16\x03\x01 hello\r\n\r\n");
    await broken.closed;
    expect(broken.received).toMatch(/^HTTP\/1.1 400 /);
    expect((await ask(`${service.url}/healthz`)).status).toBe(200);
  });
});

it("holds requests while the server stops listening", async () => {
  let release = (): void => {};
  const closing = new Promise<void>((resolve) => (release = resolve));
  const service = { config: readConfig({}), faults: new Faults(() => {}), metrics: new Metrics() };
  const server = createServer({ ...service, draining: true, closing }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  let answered = false;
  const answer = ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`);
  void answer.then(() => (answered = true));
  await once(server, "request");
  await sleep(50);
  expect(answered).toBe(false);
  release();
  expect(await answer).toMatchObject({ status: 200, headers: { connection: "close" } });
});

describe("the command line", () => {
  it("exits with 2 and one line for each invalid setting", async () => {
    const { code, stdout, stderr } = await run([], { PORT: "x", PODIUM_FAULT: "crash" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      'podium: PODIUM_FAULT="crash": requires PODIUM_FAULTS="on"\n' +
        'podium: PORT="x": must be an integer from 0 to 65535\n',
    );
  });

  it("exits with 2 for an unknown command", async () => {
    const { code, stderr } = await run(["health", "now"], {});
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'podium: unknown command "health now"; the only command is "health"\n',
    });
  });

  it("exits with 1 when the port is in use", async () => {
    const { port } = await start();
    const { code, stderr } = await run([], { PORT: String(port) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `podium: cannot listen on port ${port}: EADDRINUSE\n`,
    });
  });
});
