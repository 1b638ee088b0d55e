import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import type { RunningApp, RunningDeployment, Task } from "../../../src/orchestrators/marathon/api";
import { listen } from "../../listen";

interface Request {
  method: string;
  /** With its query. */
  path: string;
  body?: unknown;
  headers: IncomingHttpHeaders;
}

type Response = [status: number, body?: unknown];

/** A Marathon on loopback that responds as a test wants. */
export class FakeMarathon {
  readonly requests: Request[] = [];
  url = "";
  app: RunningApp | undefined;
  deployments: RunningDeployment[] = [];
  /** A response that takes precedence over what follows from the above. */
  instead: (request: Request) => Response | undefined = () => undefined;

  /** `METHOD path` of every request that is not a GET. */
  get changes(): string[] {
    return this.requests
      .filter(({ method }) => method !== "GET")
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** The body of the one request with this method. */
  bodyOf(method: string): unknown {
    const [found, ...others] = this.requests.filter((each) => each.method === method);
    if (!found || others.length)
      throw new Error(`${others.length + (found ? 1 : 0)} requests with ${method}`);
    return found.body;
  }

  respond(request: Request): Response {
    this.requests.push(request);
    const special = this.instead(request);
    if (special) return special;
    const { method, path } = request;
    if (method !== "GET") return [200, { deploymentId: "d-new", version: this.app?.version }];
    if (path === "/v2/deployments") return [200, this.deployments];
    if (path === `/v2/apps${this.app?.id}`) return [200, { app: this.app }];
    return [404, { message: `App '${path}' does not exist` }];
  }
}

/** Starts one that lasts until the test is over. */
export async function fakeMarathon(): Promise<FakeMarathon> {
  const fake = new FakeMarathon();
  const server = createServer(async (request, response) => {
    const sent = await text(request);
    const body: unknown = sent ? JSON.parse(sent) : undefined;
    const { method = "", url: path = "", headers } = request;
    const [status, content] = fake.respond({ method, path, body, headers });
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  });
  fake.url = await listen(server);
  return fake;
}

/** Version `n` of an app: versions are times. */
export const version = (n: number) => `2021-10-0${n}T00:00:00.000Z`;

/** A healthy task with `changes`. */
export const task = (id: string, changes: Partial<Task> = {}): Task => ({
  id,
  state: "TASK_RUNNING",
  version: version(1),
  host: "agent-1",
  startedAt: "2021-10-01T00:00:01.000Z",
  healthCheckResults: [{ alive: true, firstSuccess: "2021-10-01T00:00:02.000Z" }],
  ...changes,
});

/** A deployment of `/web`. */
export const deployment = (id: string, unready: string[] = []): RunningDeployment => ({
  id,
  affectedApps: ["/web"],
  currentActions: [{ readinessCheckResults: unready.map((taskId) => ({ taskId, ready: false })) }],
});
