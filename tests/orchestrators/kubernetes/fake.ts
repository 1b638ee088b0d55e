import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "../../listen";

/** A body as JSON, a status with a body, or text to which more could follow: then the response has no end. */
export type Answer = object | string | [status: number, body: object | string] | { open: string };

/** What the API server answers to `METHOD path`; anything else does not exist. */
export type Answers = Record<string, Answer>;

/** An API server on loopback, until the test ends. */
export class FakeCluster {
  address = "";
  /** `METHOD path?query`, in order. */
  readonly requests: string[] = [];
  readonly bodies: string[] = [];
  readonly tokens = new Set<string | undefined>();
  answers: Answers = {};

  answer(method: string, path: string): Answer {
    const notFound = { kind: "Status", code: 404, message: `${path} not found` };
    return this.answers[`${method} ${path}`] ?? [404, notFound];
  }
}

export async function fakeCluster(answers: Answers = {}): Promise<FakeCluster> {
  const fake = new FakeCluster();
  fake.answers = answers;
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    fake.requests.push(`${method} ${url}`);
    fake.tokens.add(headers.authorization);
    fake.bodies.push(await text(request));
    const answer = fake.answer(method, url.replace(/\?.*/, ""));
    if (typeof answer === "object" && "open" in answer) {
      response.writeHead(200, { "content-type": "text/plain" }).write(answer.open);
      return;
    }
    const [status, content] = Array.isArray(answer) ? answer : [200, answer];
    const isText = typeof content === "string";
    response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json" });
    response.end(isText ? content : JSON.stringify(content));
  });
  fake.address = await listen(server);
  return fake;
}

/**
 * Writes a kubeconfig file with one cluster, one user and one context of the same name for each address.
 * @param current the current context, if any.
 */
export function writeKubeconfig(file: string, addresses: Record<string, string>, current?: string): string {
  const names = Object.keys(addresses);
  const content = {
    // Without the last property, the client refuses plain HTTP.
    clusters: names.map((name) => ({
      name,
      cluster: { server: addresses[name], "insecure-skip-tls-verify": true },
    })),
    users: names.map((name) => ({ name, user: { token: `t0ken-${name}` } })),
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
    "current-context": current,
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}
