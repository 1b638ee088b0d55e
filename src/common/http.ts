import * as http from "node:http";
import * as https from "node:https";

export interface HttpAnswer {
  status: number;
  body: string;
}

/**
 * One GET on a connection of its own, so that whatever spreads requests chooses anew; `fetch` would reuse one.
 * @param seconds until the answer must be there.
 */
export function get(url: string, seconds = 5): Promise<HttpAnswer> {
  const { get: request } = url.startsWith("https:") ? https : http;
  return new Promise((resolve, reject) => {
    const call = request(url, { agent: false, signal: AbortSignal.timeout(seconds * 1000) }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
    call.on("error", (error) =>
      reject(error.name === "AbortError" ? new Error(`no answer within ${seconds} s`) : error),
    );
  });
}
