import { readFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { reasonOf } from "../../common/reach";

// The engine calls these functions, and so do the resources' providers, which Pulumi serializes: see resource.ts.

const API_VERSION = "6.5";
/** Seconds to answer: a gateway gives up on the cluster after 60. */
const TIMEOUT_SECONDS = 70;

/** Where the cluster's HTTP gateway is, as on a machine that runs a cluster for development. */
export function gatewayEndpoint(): string {
  return process.env["SERVICE_FABRIC_ENDPOINT"] || "http://localhost:19080";
}

/** An answer that is an error; `code` is the cluster's own, e.g. `FABRIC_E_APPLICATION_NOT_FOUND`. */
export interface GatewayError extends Error {
  code?: string;
}

/**
 * One request to the cluster's REST API. A secured cluster wants a client certificate: SERVICE_FABRIC_CERTIFICATE is a
 * PEM file of it, SERVICE_FABRIC_KEY one of its key unless that is in the same file, and SERVICE_FABRIC_CA one of the
 * authority that has signed the cluster's own certificate.
 * @param path without `api-version`, e.g. `/Applications/demo`; names in it are encoded.
 * @param body a text goes as it is, anything else as JSON.
 * @returns undefined where the answer is empty, which is also how the cluster says that it has no such thing.
 * @throws GatewayError
 */
export async function call<T>(
  endpoint: string,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T | undefined> {
  const url = new URL(endpoint.replace(/\/+$/, "") + path);
  url.searchParams.set("api-version", API_VERSION);
  const { status, text } = await exchange(url, method, body).catch((error: unknown) => {
    throw new Error(`The gateway ${endpoint} does not answer: ${reasonOf(error)}`);
  });
  if (status >= 200 && status < 300) return text ? (JSON.parse(text) as T) : undefined;
  throw refusal(`${method} ${path}`, status, text);
}

/** What `answer` resolves to, or undefined where the cluster answers with one of these codes. */
export async function unless<T>(answer: Promise<T>, ...codes: string[]): Promise<T | undefined> {
  return answer.catch((error: GatewayError) => {
    if (error.code && codes.includes(error.code)) return undefined;
    throw error;
  });
}

/**
 * Asks once a second until there is an answer. The gateway itself may be away meanwhile, on a node that restarts.
 * @returns undefined if there is none within `seconds`.
 */
export async function poll<T>(seconds: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  const begin = Date.now();
  let failures = 0;
  while (Date.now() - begin < seconds * 1000) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      failures = 0;
    } catch (error) {
      if (!isTransient(error as GatewayError) || ++failures >= 10) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return undefined;
}

/** How the API calls `fabric:/application/service`: `application~service`. */
export function idOf(name: string): string {
  return name.replace(/^fabric:\//, "").replaceAll("/", "~");
}

const isTransient = ({ code }: GatewayError) =>
  code === undefined || /TIMEOUT|COMMUNICATION_ERROR|GATEWAY_NOT_REACHABLE/.test(code);

async function exchange(url: URL, method: string, body: unknown) {
  const secure = url.protocol === "https:";
  const isFile = typeof body === "string";
  const content = isFile || body === undefined ? (body ?? "") : JSON.stringify(body);
  const options = {
    method,
    headers: {
      "content-type": isFile ? "application/octet-stream" : "application/json",
      "content-length": Buffer.byteLength(content),
    },
    signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    ...(secure && (await clientCertificate())),
  };
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const send = secure ? httpsRequest : httpRequest;
    const request = send(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", reject);
    });
    request.on("error", reject).end(content);
  });
}

// Read anew by every process and at every request, so that no key gets into Pulumi's state.
async function clientCertificate() {
  const certificate = process.env["SERVICE_FABRIC_CERTIFICATE"];
  const key = process.env["SERVICE_FABRIC_KEY"] || certificate;
  const authority = process.env["SERVICE_FABRIC_CA"];
  return {
    cert: certificate ? await readFile(certificate) : undefined,
    key: key ? await readFile(key) : undefined,
    ca: authority ? await readFile(authority) : undefined,
  };
}

function refusal(request: string, status: number, text: string): GatewayError {
  let found: { Error?: { Code?: string; Message?: string } } = {};
  try {
    found = JSON.parse(text) as typeof found;
  } catch {
    // A proxy between may answer in other words.
  }
  const { Code: code, Message: message } = found.Error ?? {};
  return Object.assign(new Error(`${request}: ${code ?? `HTTP ${status}`}${message ? `, ${message}` : ""}`), {
    code,
  });
}
