import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { onTestFinished, vi } from "vitest";
import { connect } from "../../../src/orchestrators/ecs/engine";
import type { EcsConnection } from "../../../src/orchestrators/ecs/connection";
import { temporaryFolder } from "../../folder";
import { listen } from "../../listen";

/** A request as the fake has received it. */
export interface Request {
  /** The action of an AWS API, e.g. `ListTasks`, or else the method and path. */
  what: string;
  body: Record<string, unknown>;
  /** The region and the access key that it is signed with. */
  region?: string;
  key?: string;
}

/** What to respond to each action: a body, one with `__type` as an error. */
export type Answers = Record<string, unknown | ((body: Request["body"]) => unknown)>;

export const MINISTACK = { "GET /_ministack/health": { version: "1.5.33", services: { ecs: "available" } } };
export const DEFAULT_CLUSTER = "arn:aws:ecs:us-east-1:000000000000:cluster/default";
export const NO_CLUSTER = {
  DescribeClusters: { clusters: [], failures: [{ arn: DEFAULT_CLUSTER, reason: "MISSING" }] },
};

/** An HTTP server for one test that responds as AWS, an emulator or Docker would, and keeps the requests. */
export async function serve(answers: Answers) {
  const requests: Request[] = [];
  const server = createServer(async (message, response) => {
    const request = await read(message);
    requests.push(request);
    const [status, body] = await answer(answers, request);
    const isXml = "Action" in request.body;
    response.writeHead(status, { "content-type": isXml ? "text/xml" : "application/x-amz-json-1.1" });
    response.end(isXml ? document(request, body) : JSON.stringify(body));
  });
  const url = await listen(server);
  return { host: new URL(url).host, url, requests, server };
}

async function read(message: IncomingMessage): Promise<Request> {
  const sent = await text(message);
  const action = message.headers["x-amz-target"] as string | undefined;
  const url = new URL(message.url ?? "/", "http://localhost");
  // The older APIs take forms.
  const isForm = /form-urlencoded/.test(message.headers["content-type"] ?? "");
  const parameters = isForm ? new URLSearchParams(sent) : url.searchParams;
  const [, key, region] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(message.headers.authorization ?? "") ?? [];
  return {
    what: action?.split(".")[1] ?? parameters.get("Action") ?? `${message.method} ${url.pathname}`,
    body: (action ? JSON.parse(sent) : Object.fromEntries(parameters)) as Request["body"],
    ...(region && { region, key }),
  };
}

async function answer(answers: Answers, { what, body }: Request): Promise<[status: number, body: unknown]> {
  if (!(what in answers)) return [404, { message: `no ${what} here` }];
  const found = answers[what];
  const result: unknown = typeof found === "function" ? await found(body) : found;
  return typeof result === "object" && result !== null && "__type" in result ? [400, result] : [200, result];
}

/**
 * A response of one of the older APIs, which write XML.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
 */
function document({ what, body: { Version } }: Request, body: unknown): string {
  const isEc2 = Version === "2016-11-15";
  const { __type: Code } = body as { __type?: string };
  const error = Code && { Error: { Code, Message: "" } };
  if (error) return xml(isEc2 ? { Response: { Errors: error } } : { ErrorResponse: error });
  return xml({ [`${what}Response`]: isEc2 ? body : { [`${what}Result`]: body } });
}

/** Each item of an array is an element of the same name. */
const xml = (value: unknown): string =>
  typeof value === "object" && value !== null
    ? Object.entries(value)
        .flatMap(([name, inner]) => [inner].flat().map((each) => `<${name}>${xml(each)}</${name}>`))
        .join("")
    : String(value);

/** ECS at a loopback address, and an engine that is connected to it. */
export async function serveEcs(answers: Answers, connection: EcsConnection = {}) {
  const server = await serve(answers);
  const engine = connect({ region: "us-east-1", endpoint: server.url, ...connection });
  onTestFinished(() => engine.close());
  return { ...server, engine };
}

/** Hides all settings of whoever runs the tests; nothing is then reached but loopback. */
export function hideAws() {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** A profile `lab` in `~/.aws/credentials`, with the access key `lab-key`. */
export function addProfile() {
  const file = join(temporaryFolder(), "credentials");
  writeFileSync(file, "[lab]\naws_access_key_id = lab-key\naws_secret_access_key = lab-secret\n");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
}

export const DIGEST = `sha256:${"a".repeat(64)}`;

/** A task of the service `web` that runs and is healthy, with `changes`. */
export const taskOf = (id: string, changes: Record<string, unknown> = {}) => ({
  taskArn: `arn:aws:ecs:us-east-1:000000000000:task/web/${id}`,
  desiredStatus: "RUNNING",
  lastStatus: "RUNNING",
  healthStatus: "HEALTHY",
  availabilityZone: "us-east-1a",
  startedAt: 1_700_000_000,
  containers: [{ image: `registry.example.com/podium@${DIGEST}`, imageDigest: DIGEST }],
  ...changes,
});

/** Answers for a service with these tasks. */
export const withTasks = (tasks: ReturnType<typeof taskOf>[]): Answers => ({
  ListTasks: ({ desiredStatus }: Request["body"]) => ({
    taskArns: tasks.filter((task) => task.desiredStatus === desiredStatus).map(({ taskArn }) => taskArn),
  }),
  DescribeTasks: ({ tasks: wanted }: Request["body"]) => ({
    tasks: tasks.filter(({ taskArn }) => (wanted as string[]).some((each) => taskArn.endsWith(each))),
  }),
});
