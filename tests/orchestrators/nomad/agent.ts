import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { connect } from "../../../src/orchestrators/nomad/engine";
import { temporaryFolder } from "../../folder";

export interface Call {
  method?: string;
  /** Without `/v1/`. */
  path: string;
  body: string;
}

/** A response with a status other than 200. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly text: string,
  ) {}
}

/** No response at all. */
export const SILENCE = Symbol("silence");

/** An agent on loopback for one test. */
export interface FakeAgent {
  address: string;
  /** Its responses, by path without the query. It has nothing else. */
  responses: Record<string, unknown>;
  calls: Call[];
  /** The headers of the latest call. */
  headers: IncomingMessage["headers"];
  stop(): Promise<void>;
}

/** @param socket where it listens instead of at a port. */
export async function fakeAgent(
  responses: Record<string, unknown> = {},
  socket?: string,
): Promise<FakeAgent> {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? "").replace("/v1/", "");
    agent.headers = request.headers;
    agent.calls.push({ method: request.method, path, body: await textOf(request) });
    const found = agent.responses[path.replace(/\?.*/, "")] ?? new Refusal(404, "not found");
    if (found === SILENCE) return;
    if (found instanceof Refusal) return response.writeHead(found.status).end(found.text);
    return response.end(JSON.stringify(found));
  });
  const agent: FakeAgent = {
    address: await listen(server, socket),
    responses,
    calls: [],
    headers: {},
    stop: () => close(server),
  };
  onTestFinished(() => close(server));
  return agent;
}

/** A path for a Unix socket, for one test. */
export const socketPath = (name = "nomad.sock") => join(temporaryFolder(), name);

/** Starts a server on loopback and returns its address. */
export async function listen(server: Server, socket?: string): Promise<string> {
  await new Promise<void>((listening) =>
    socket ? server.listen(socket, listening) : server.listen(0, "127.0.0.1", listening),
  );
  const address = server.address();
  return typeof address === "object" ? `http://127.0.0.1:${address?.port}` : `unix://${address}`;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((closed) => server.close(() => closed()));
}

/** The engine at an address, for one test. */
export function engineAt({ address }: { address: string }, connection: { region?: string } = {}) {
  const engine = connect({ address, namespace: "apps", ...connection });
  onTestFinished(() => engine.close());
  return engine;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
