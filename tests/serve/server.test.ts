import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { LiveColumn } from "../../src/serve/column";
import { type Serving, servePage } from "../../src/serve/server";
import { showColumns } from "../../src/serve/show";
import type { LiveState } from "../../src/serve/state";

const FILES = new Map([["/index.html", { type: "text/html; charset=utf-8", content: "<p>the page</p>" }]]);

/** A column that only records its orders. */
class Orders {
  readonly ordered: string[] = [];
  isBusy = false;
  readonly column = {
    site: { name: "swarm" },
    state: { name: "swarm", sent: 1 },
    order: (order: string) => !this.isBusy && this.ordered.push(order) > 0,
  } as unknown as LiveColumn;
}

let orders: Orders;
let serving: Serving;
beforeEach(async () => {
  orders = new Orders();
  serving = await servePage(showColumns([orders.column], 20), FILES, 0);
});
afterEach(() => serving.close());

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Sends a request; `fetch` does not let a test choose the Host header. */
function ask(path: string, { method = "GET", headers = {}, body }: Ask = {}) {
  const { port } = new URL(serving.link);
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const call = request({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
        let text = "";
        answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
        answer.on("end", () => resolve({ status: answer.statusCode!, text, headers: answer.headers }));
      });
      call.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    },
  );
}

const order = (change: Ask = {}) =>
  ask("/api/orders", {
    method: "POST",
    body: { order: "kill", names: ["swarm"] },
    ...change,
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${serving.link.split("token=")[1]}`,
      ...change.headers,
    },
  });

describe("podium serve's server", () => {
  it("listens on this machine only, and has the token in the fragment of its link", () => {
    expect(serving.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/);
  });

  it("serves the page with a policy that allows nothing from elsewhere", async () => {
    const { status, text, headers } = await ask("/");
    expect({ status, text }).toEqual({ status: 200, text: "<p>the page</p>" });
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers).not.toHaveProperty("access-control-allow-origin");
    expect((await ask("/../package.json")).status).toBe(404);
  });

  it("sends the state as events, and as JSON", async () => {
    expect(JSON.parse((await ask("/api/state")).text)).toMatchObject({
      rate: 20,
      columns: [{ name: "swarm" }],
    } satisfies { rate: number; columns: Partial<LiveState["columns"][number]>[] });
    const answer = await fetch(`${new URL(serving.link).origin}/api/events`);
    const { value } = await answer.body!.getReader().read();
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    expect(new TextDecoder().decode(value)).toMatch(/^data: \{"rate":20/);
  });

  it("executes an order with the token", async () => {
    expect(await order()).toMatchObject({ status: 202, text: '{"started":["swarm"]}' });
    expect(orders.ordered).toEqual(["kill"]);
  });

  it.each<[string, number, Ask]>([
    ["without a token", 401, { headers: { authorization: "" } }],
    ["with a wrong token", 401, { headers: { authorization: "Bearer wrong" } }],
    ["from another origin", 403, { headers: { origin: "https://evil.example" } }],
    ["from another port", 403, { headers: { origin: "http://127.0.0.1:1" } }],
    ["for another host name of this address", 403, { headers: { host: "evil.example" } }],
    ["for an unknown order", 400, { body: { order: "explode", names: ["swarm"] } }],
    ["for no orchestrator", 400, { body: { order: "kill", names: [] } }],
    ["with an unknown key", 400, { body: { order: "kill", names: ["swarm"], more: 1 } }],
  ])("does nothing %s", async (_case, status, change) => {
    expect((await order(change)).status).toBe(status);
    expect(orders.ordered).toEqual([]);
  });

  it("shows nothing to other origins and host names either", async () => {
    expect((await ask("/api/state", { headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect((await ask("/", { headers: { host: "evil.example" } })).status).toBe(403);
  });

  it("responds with 409 while another order is executed", async () => {
    orders.isBusy = true;
    expect((await order()).status).toBe(409);
  });

  it.each<[string, Ask]>([
    ["announced", { headers: { "content-length": String(200 * 2 ** 20) } }],
    ["not announced", { headers: { "transfer-encoding": "chunked" } }],
  ])("refuses an order that is too long, before it is complete: %s", async (_case, change) => {
    const call = request(`${new URL(serving.link).origin}/api/orders`, {
      method: "POST",
      headers: { authorization: `Bearer ${serving.link.split("token=")[1]}`, ...change.headers },
    }).on("error", () => undefined);
    onTestFinished(() => void call.destroy());
    call.write("x".repeat(20_000));
    const [answer] = (await once(call, "response")) as [{ statusCode: number }];
    expect(answer.statusCode).toBe(413);
    expect(orders.ordered).toEqual([]);
  });

  it("sends the state to any number of pages without a warning", async () => {
    const warnings: string[] = [];
    const warn = ({ name }: Error) => warnings.push(name);
    process.on("warning", warn);
    onTestFinished(() => void process.off("warning", warn));
    const pages = await Promise.all(
      Array.from({ length: 12 }, () => fetch(`${new URL(serving.link).origin}/api/events`)),
    );
    for (const { body } of pages) await body!.getReader().read();
    await sleep(50);
    expect(warnings).toEqual([]);
  });

  it("ends all connections when it closes, even those of clients that have sent nothing", async () => {
    const silent = connect(Number(new URL(serving.link).port), "127.0.0.1");
    await once(silent, "connect");
    await ask("/api/state");
    serving.close();
    await once(silent, "close", { signal: AbortSignal.timeout(2000) });
  });

  it("sends a recording once, in a link without a token, and takes no orders for it", async () => {
    const recording = { about: "recorded", rate: 20, speed: 1, chapters: [] };
    serving.close();
    serving = await servePage({ state: () => recording }, FILES, 0);
    expect(serving.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(JSON.parse((await ask("/api/state")).text)).toEqual(recording);
    expect((await ask("/api/events")).status).toBe(404);
    expect((await order()).status).toBe(404);
  });

  it("fails if the port is in use", async () => {
    const port = Number(new URL(serving.link).port);
    await expect(servePage(showColumns([], 20), FILES, port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
