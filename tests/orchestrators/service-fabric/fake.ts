import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../../listen";

export interface GatewayRequest {
  method: string;
  /** With its query, except the API's version. */
  path: string;
  body?: unknown;
}

type Response = unknown | ((request: GatewayRequest) => unknown);

/** How a cluster refuses a request. */
export class Refusal {
  constructor(
    readonly code: string,
    readonly status = 404,
    readonly message = "in its own words",
  ) {}
}

/** A cluster's gateway on loopback that responds as a test tells it to, and refuses everything else. */
export class FakeGateway {
  readonly requests: GatewayRequest[] = [];
  readonly versions = new Set<string | null>();
  /** The connections that it has accepted. */
  connections = 0;
  url = "";
  private readonly responses = new Map<string, Response>();

  /**
   * @param request `METHOD path`.
   * @param response a value sent as JSON, undefined for an empty response, a `Refusal`, or a function that returns one.
   */
  on(request: string, response?: Response): this {
    this.responses.set(request, response);
    return this;
  }

  /** `METHOD path` of every request that would change something. */
  get changes(): string[] {
    return this.requests
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** The body of the only such request. */
  bodyOf(request: string): unknown {
    const found = this.requests.filter(({ method, path }) => `${method} ${path}` === request);
    if (found.length !== 1) throw new Error(`${found.length} requests ${request}`);
    return found[0]!.body;
  }

  respond(request: GatewayRequest): [status: number, body?: unknown] {
    this.requests.push(request);
    const key = `${request.method} ${request.path}`;
    if (!this.responses.has(key)) return [400, { Error: { Code: "E_INVALIDARG", Message: `no ${key}` } }];
    const given = this.responses.get(key);
    const response: unknown = typeof given === "function" ? given(request) : given;
    if (response instanceof Refusal) {
      return [response.status, { Error: { Code: response.code, Message: response.message } }];
    }
    return response === undefined ? [204] : [200, response];
  }
}

/** Starts a gateway that runs until the test is over. */
export async function fakeGateway(): Promise<FakeGateway> {
  const fake = new FakeGateway();
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    const url = new URL(request.url ?? "/", "http://gateway");
    fake.versions.add(url.searchParams.get("api-version"));
    url.searchParams.delete("api-version");
    const isJson = request.headers["content-type"] === "application/json";
    const [status, body] = fake.respond({
      method: request.method ?? "",
      path: decodeURIComponent(url.pathname + url.search),
      body: isJson && sent ? JSON.parse(sent) : sent,
    });
    response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
  });
  server.on("connection", () => fake.connections++);
  fake.url = await listen(server);
  return fake;
}

/** One response after the other; the last one stays. */
export const inTurn = (...responses: unknown[]) => {
  let turn = 0;
  return () => responses[Math.min(turn++, responses.length - 1)];
};
