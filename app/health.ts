import { get } from "node:http";
import { integer } from "./parse";
import type { Environment } from "./config";

/**
 * The health command of the image, which has no shell and no curl: asks the server in the same container,
 * and resolves with null when it is well or with one line that says what is wrong. It waits as long as it is let:
 * whoever runs it ends it at the timeout of its health check.
 */
export async function checkHealth(env: Environment): Promise<string | null> {
  let port: number;
  try {
    port = integer(1, 65535)(env.PORT || "8080");
  } catch (error) {
    return `PORT=${JSON.stringify(env.PORT)}: ${(error as Error).message}`;
  }
  const path = env.PODIUM_HEALTH_PATH || "/healthz";
  if (!/^\/[\x21-\x7e]*$/.test(path)) return `PODIUM_HEALTH_PATH=${JSON.stringify(path)}: must be a path`;
  const url = `http://127.0.0.1:${port}${path}`;
  const problem = await ask(url);
  return problem && `GET ${url}: ${problem}`;
}

function ask(url: string): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false }, (response) => {
      response.resume();
      const code = response.statusCode ?? 0;
      resolve(code >= 200 && code < 300 ? null : `answered ${code}`);
    });
    request.on("error", (error) => resolve(error.message));
  });
}
