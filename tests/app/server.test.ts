import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { versionColour } from "../../app/colour";
import { ask, oneConnection, RawConnection } from "./support/client";
import { killAll, run, start, type Running } from "./support/service";

const SECRET = "hunter2";
const IMAGE = `localhost:5000/sample@sha256:${"ab".repeat(32)}`;

afterAll(killAll);

describe("the service", () => {
  let service: Running;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "podium-"));
    writeFileSync(join(directory, "token"), "t0p\n");
    service = await start({
      PODIUM_VERSION: "v2<b>",
      PODIUM_INSTANCE: "web-1",
      PODIUM_ORCHESTRATOR: "marathon",
      PODIUM_IMAGE: IMAGE,
      PODIUM_SECRETS: "PASSWORD,TOKEN",
      PODIUM_PEERS: "dns:localhost:1",
      PASSWORD: SECRET,
      TOKEN_FILE: join(directory, "token"),
      UNLISTED: "unlisted",
    });
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  it("starts fast and says so in one line", () => {
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
    // Far more than it takes, for a busy machine: about 0.05 s.
    expect(service.events()[0]!.seconds).toBeLessThan(2);
  });

  it("shows a page in the version's colour, escaped, under a strict policy", async () => {
    const { status, headers, body } = await ask(service.url);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(body).toContain("<h1>v2&#60;b&#62;</h1>");
    expect(body).toContain(versionColour("v2<b>"));
  });

  it("tells who it is and what it runs with", async () => {
    const { body } = await ask(`${service.url}/api/info`);
    const proof = (value: string) => createHash("sha256").update(value).digest("hex").slice(0, 12);
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
        PASSWORD: { source: "env", sha256: proof(SECRET) },
        TOKEN: { source: "file", sha256: proof("t0p") },
      },
    });
    expect(Date.parse(JSON.parse(body).startedAt)).toBeGreaterThan(Date.now() - 60_000);
    expect(Object.keys(JSON.parse(body).limits).sort()).toEqual(["cpu", "memory", "source"]);
  });

  it("never gives a secret away", async () => {
    const pages = ["/", "/api/info", "/peers", "/metrics"].map((path) => ask(service.url + path));
    const said = (await Promise.all(pages)).map(({ body }) => body).join() + JSON.stringify(service.events());
    for (const secret of [SECRET, "t0p", "UNLISTED", "unlisted"]) expect(said).not.toContain(secret);
  });

  it("is well and ready", async () => {
    expect(await ask(`${service.url}/healthz`)).toMatchObject({ status: 200, body: '{"status":"ok"}\n' });
    expect(await ask(`${service.url}/readyz`)).toMatchObject({ status: 200, body: '{"status":"ready"}\n' });
  });

  it("lists the peers found under its name", async () => {
    const answer = JSON.parse((await ask(`${service.url}/peers`)).body);
    expect(answer.source).toBe("dns:localhost:1");
    expect(answer.peers).toContainEqual({
      address: "127.0.0.1:1",
      instance: null,
      version: null,
      ok: false,
      error: expect.stringContaining("ECONNREFUSED"),
    });
  });

  it("counts probes apart from traffic", async () => {
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
    // The two above and the three of /metrics since then.
    expect(await count("probe", 200)).toBe(probes + 2 + 3);
    expect((await ask(`${service.url}/metrics`)).body).toContain(
      'podium_info{version="v2<b>",instance="web-1",orchestrator="marathon"} 1\n',
    );
  });

  it("sends the same careful headers with every answer", async () => {
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

  it("answers 404 in JSON for what it does not know, faults included", async () => {
    for (const path of ["/nowhere", "/healthz/", "//", "/faults", "/constructor"]) {
      expect(await ask(service.url + path)).toMatchObject({ status: 404, body: '{"error":"not found"}\n' });
    }
    expect((await ask(`${service.url}/faults/crash`, { method: "POST" })).status).toBe(404);
  });

  it("answers 405 with the methods allowed, and HEAD without a body", async () => {
    expect(await ask(service.url, { method: "POST" })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
    expect(await ask(service.url, { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  });

  it("ignores the query string", async () => {
    expect((await ask(`${service.url}/healthz?x=1?y`)).status).toBe(200);
  });

  it("keeps a connection for clients that want it, and only for them", async () => {
    const kept = await ask(service.url, { agent: oneConnection() });
    expect(kept.headers).toMatchObject({ connection: "keep-alive", "keep-alive": "timeout=5" });
    const closed = await ask(service.url);
    expect(closed.headers.connection).toBe("close");
    expect(closed.headers).not.toHaveProperty("keep-alive");
  });

  it("drops a small body and refuses a large one", async () => {
    const small = RawConnection.open(service.port);
    small.send(`POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\nhello`);
    await small.answers(1);
    small.get("/healthz");
    await small.answers(2);
    expect(small.received).toMatch(/^HTTP\/1.1 405 [^]*HTTP\/1.1 200 /);
    small.socket.destroy();

    // Answered only once it is read: closing with something unread would reset the connection.
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

  it("refuses long headers", async () => {
    const { status } = await ask(`${service.url}/?${"x".repeat(9000)}`);
    expect(status).toBe(431);
  });

  it("survives what is not HTTP", async () => {
    const broken = RawConnection.open(service.port);
    broken.send("\x16\x03\x01 hello\r\n\r\n");
    await broken.closed;
    expect(broken.received).toMatch(/^HTTP\/1.1 400 /);
    expect((await ask(`${service.url}/healthz`)).status).toBe(200);
  });
});

describe("the command line", () => {
  it("ends with 2 and one line for each wrong setting", async () => {
    const { code, stdout, stderr } = await run([], { PORT: "x", PODIUM_FAULT: "crash" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      'podium: PODIUM_FAULT="crash": is refused unless PODIUM_FAULTS is "on"\n' +
        'podium: PORT="x": must be an integer from 0 to 65535\n',
    );
  });

  it("ends with 2 for an unknown command", async () => {
    const { code, stderr } = await run(["health", "now"], {});
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'podium: unknown command "health now"; there is only "health"\n',
    });
  });

  it("ends with 1 when the port is taken", async () => {
    const { port } = await start();
    const { code, stderr } = await run([], { PORT: String(port) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `podium: cannot listen on port ${port}: EADDRINUSE\n`,
    });
  });
});
