import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "./listen";

/** A request to the fake engine. */
export interface Call {
  /** E.g. `DELETE /containers/abc`. */
  what: string;
  query: Record<string, string>;
  body: unknown;
}

/** A status, an object that is sent as JSON, a string that is sent as is, a response, or a function that returns one of these. */
export type Reply = Answer | ((call: Call) => Answer | Promise<Answer>);
type Answer = number | object | string | Response;

/** A fake Docker API on loopback for one test. It responds with 404 to requests without a reply. */
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
    const { status, body } = await sent(answer);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(status === 204 ? undefined : body);
  });
  return { port: Number(new URL(await listen(server)).port), calls };
}

async function sent(answer: Answer): Promise<{ status: number; body: string }> {
  if (typeof answer === "number")
    return { status: answer, body: JSON.stringify({ message: `status ${answer}` }) };
  if (answer instanceof Response) return { status: answer.status, body: await answer.text() };
  return { status: 200, body: typeof answer === "string" ? answer : JSON.stringify(answer) };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const sent = await text(request);
  return sent ? JSON.parse(sent) : undefined;
}
