import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface GatewayRequest {
  method: string;
  /** With its query, but for the API's version. */
  path: string;
  body?: unknown;
}

type Answer = unknown | ((request: GatewayRequest) => unknown);

/** How a cluster refuses. */
export class Refusal {
  constructor(
    readonly code: string,
    readonly status = 404,
    readonly message = "in its own words",
  ) {}
}

/** A cluster's gateway on loopback that says what a test makes it say, and refuses everything else. */
export class FakeGateway {
  readonly requests: GatewayRequest[] = [];
  readonly versions = new Set<string | null>();
  url = "";
  private readonly answers = new Map<string, Answer>();

  /** `request` is `METHOD path`. The answer is a value for JSON, undefined for none, a `Refusal`, or makes one of them. */
  on(request: string, answer?: Answer): this {
    this.answers.set(request, answer);
    return this;
  }

  /** `METHOD path` of everything that was to change something. */
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

  answer(request: GatewayRequest): [status: number, body?: unknown] {
    this.requests.push(request);
    const key = `${request.method} ${request.path}`;
    if (!this.answers.has(key)) return [400, { Error: { Code: "E_INVALIDARG", Message: `no ${key}` } }];
    const given = this.answers.get(key);
    const answer: unknown = typeof given === "function" ? given(request) : given;
    if (answer instanceof Refusal) {
      return [answer.status, { Error: { Code: answer.code, Message: answer.message } }];
    }
    return answer === undefined ? [204] : [200, answer];
  }
}

/** Starts one that lasts until the test is over. */
export async function fakeGateway(): Promise<FakeGateway> {
  const fake = new FakeGateway();
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://gateway");
      fake.versions.add(url.searchParams.get("api-version"));
      url.searchParams.delete("api-version");
      const isJson = request.headers["content-type"] === "application/json";
      const [status, answer] = fake.answer({
        method: request.method ?? "",
        path: decodeURIComponent(url.pathname + url.search),
        body: isJson && text ? JSON.parse(text) : text,
      });
      response.writeHead(status).end(answer === undefined ? undefined : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}
