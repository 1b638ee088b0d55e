import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What was asked of the fake engine. */
export interface Call {
  /** E.g. `DELETE /containers/abc`. */
  what: string;
  query: Record<string, string>;
  body: unknown;
}

/** A status alone, a body that is sent as JSON or, as a text, as it is, or what makes one of these. */
export type Reply = Answer | ((call: Call) => Answer | Promise<Answer>);
type Answer = number | object | string;

/** A Docker API on loopback for one test. What it has no reply to is not found. */
export async function fakeDocker(replies: Record<string, Reply>): Promise<{ port: number; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://docker");
    const call = {
      what: `${request.method} ${url.pathname}`,
      query: Object.fromEntries(url.searchParams),
      body: await bodyOf(request),
    };
    calls.push(call);
    const reply = replies[call.what] ?? 404;
    const answer = typeof reply === "function" ? await reply(call) : reply;
    const status = typeof answer === "number" ? answer : 200;
    const body = typeof answer === "number" ? { message: `status ${status}` } : answer;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(status === 204 ? undefined : typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, calls };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : undefined;
}
