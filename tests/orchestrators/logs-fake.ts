import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { Engine } from "../../src/orchestrators/engine";
import type { LogOptions } from "../../src/orchestrators/lines";
import { listen } from "../listen";

/** A text; one with a status; or one that others could follow, without an end. */
export type Answer = string | [status: number, body: string] | { open: string };
export interface Asked {
  path: string;
  query: Record<string, string>;
  /** Of AWS's APIs. */
  action?: string;
  body: Record<string, unknown>;
}

/** A server on loopback for one test; texts are answered as they are. */
export async function serve(answer: (asked: Asked) => Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams } = new URL(request.url ?? "", "http://localhost");
    const action = (request.headers["x-amz-target"] as string | undefined)?.split(".")[1];
    const body = (await bodyOf(request)) as Asked["body"];
    const found = answer({ path, query: Object.fromEntries(searchParams), action, body });
    const isOpen = typeof found === "object" && "open" in found;
    const [status, content] = isOpen ? [200, found.open] : typeof found === "string" ? [200, found] : found;
    const type = content.startsWith("{") ? "application/json" : "text/plain";
    response.writeHead(status, { "content-type": type }).write(content);
    if (!isOpen) response.end();
  });
  return listen(server);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const sent = await text(request);
  return sent ? JSON.parse(sent) : {};
}

export const READ: LogOptions = { follow: false };

/** All lines; of one that is followed so many, and then it is aborted and has to end. */
export async function linesOf(
  engine: Engine,
  reference: string,
  id: string,
  options: LogOptions,
  enough = Infinity,
) {
  const lines: string[] = [];
  const stop = new AbortController();
  try {
    for await (const line of engine.logs(reference, id, { ...options, signal: stop.signal })) {
      if (lines.push(line) === enough) stop.abort();
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return lines;
}
