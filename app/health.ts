import { get } from "node:http";
import { integer } from "./parse";
import type { Environment } from "./config";

/**
 * The image's health command, since the image has neither a shell nor curl. Requests the health path from the server in
 * the same container. Resolves with null if the server is healthy, otherwise with one line that says what is wrong.
 * It has no timeout of its own: the orchestrator ends it at the timeout of the health check.
 */
export async function checkHealth(env: Environment): Promise<string | null> {
  let port: number;
  try {
    port = integer(1, 65535)(env.PORT || "8080");
  } catch (error) {
    return `PORT=${JSON.stringify(env.PORT)}: ${(error as Error).message}`;
  }
  const path = env.PODIUM_HEALTH_PATH || "/healthz";
  if (!/^\/[\x21-\x7e]*$/.test(path)) {
    return `PODIUM_HEALTH_PATH=${JSON.stringify(path)}: must be a path that starts with /`;
  }
  const url = `http://127.0.0.1:${port}${path}`;
  const problem = await request(url);
  return problem && `GET ${url}: ${problem}`;
}

function request(url: string): Promise<string | null> {
  return new Promise((resolve) => {
    const sent = get(url, { agent: false }, (response) => {
      response.resume();
      const code = response.statusCode ?? 0;
      resolve(code >= 200 && code < 300 ? null : `responded with ${code}`);
    });
    sent.on("error", (error) => resolve(error.message));
  });
}
