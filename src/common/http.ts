import * as http from "node:http";
import * as https from "node:https";

export interface HttpAnswer {
  status: number;
  body: string;
}

/**
 * One GET on a new connection, so that a load balancer chooses again; `fetch` would reuse a connection.
 * @param seconds until the response must be complete.
 * @param headers also `Host`.
 */
export function get(url: string, seconds = 5, headers: Record<string, string> = {}): Promise<HttpAnswer> {
  const { get: request } = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const options = { agent: false, signal: AbortSignal.timeout(seconds * 1000), headers };
    const call = request(url, options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
    call.on("error", (error) =>
      reject(error.name === "AbortError" ? new Error(`no response within ${seconds} s`) : error),
    );
  });
}
