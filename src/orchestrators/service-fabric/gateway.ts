import { readFile } from "node:fs/promises";
import { type Agent, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { reasonOf } from "../../common/reason";

// The engine calls these functions, and so do the resources' providers, which Pulumi serializes: see ../dynamic.ts.

const API_VERSION = "6.5";
/** Seconds that a response may take: a gateway gives up on its cluster after 60. */
const TIMEOUT_SECONDS = 70;

/** A cluster's HTTP gateway. The inputs of the resources are such, too. */
export interface Gateway {
  /** Its base URL. */
  endpoint: string;
  /** Holds the connections; Node.js' global agent by default. */
  agent?: Agent;
}

/** A response that is an error; `code` is the cluster's own, e.g. `FABRIC_E_APPLICATION_NOT_FOUND`. */
export interface GatewayError extends Error {
  code?: string;
}

/**
 * Sends one request to the cluster's REST API. A secured cluster requires a client certificate:
 * SERVICE_FABRIC_CERTIFICATE names a PEM file with it, SERVICE_FABRIC_KEY one with its key unless that is in the same
 * file, and SERVICE_FABRIC_CA one with the authority that signed the cluster's own certificate.
 * @param path without `api-version`, e.g. `/Applications/demo`; names in it are encoded.
 * @param body a string is sent as it is, anything else as JSON.
 * @returns undefined if the response is empty, which is also how the cluster says that something does not exist.
 * @throws GatewayError
 */
export async function call<T>(
  { endpoint, agent }: Gateway,
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
): Promise<T | undefined> {
  const url = new URL(endpoint.replace(/\/+$/, "") + path);
  url.searchParams.set("api-version", API_VERSION);
  const certificate = url.protocol === "https:" ? await clientCertificate() : {};
  const { status, text } = await exchange(url, method, body, { agent, ...certificate }).catch(
    (error: unknown) => {
      throw new Error(`the gateway ${endpoint} does not respond: ${reasonOf(error)}`);
    },
  );
  if (status >= 200 && status < 300) return text ? (JSON.parse(text) as T) : undefined;
  throw refusal(`${method} ${path}`, status, text);
}

/** The items of a response that is a list; none if it is empty. */
export const list = async <T>(gateway: Gateway, path: string): Promise<T[]> =>
  (await call<{ Items: T[] }>(gateway, "GET", path))?.Items ?? [];

/** What `response` resolves to, or undefined if it is one of these errors. */
export async function unless<T>(response: Promise<T>, ...codes: string[]): Promise<T | undefined> {
  return response.catch((error: GatewayError) => {
    if (error.code && codes.includes(error.code)) return undefined;
    throw error;
  });
}

/**
 * Calls `look` once a second until it returns something. The gateway may be unreachable in between, while its node
 * restarts.
 * @returns undefined if `look` returns nothing within `seconds`.
 */
export async function poll<T>(seconds: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  const begin = Date.now();
  let failures = 0;
  while (Date.now() - begin < seconds * 1000) {
    try {
      const found = await look();
      if (found !== undefined) return found;
      failures = 0;
    } catch (error) {
      if (!isTransient(error as GatewayError) || ++failures >= 10) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return undefined;
}

/** Seconds in which the cluster must remove something. */
const DELETE_SECONDS = 300;

/**
 * Waits until something no longer exists.
 * @param find resolves to nothing then.
 * @throws Error if it exists for too long.
 */
export async function untilGone(what: string, find: () => Promise<unknown>): Promise<void> {
  const gone = await poll(DELETE_SECONDS, async () => ((await find()) ? undefined : true));
  if (!gone) throw new Error(`${what} still exists after ${DELETE_SECONDS} s`);
}

/** How the API writes `fabric:/application/service`: `application~service`. */
export function idOf(name: string): string {
  return name.replace(/^fabric:\//, "").replaceAll("/", "~");
}

const isTransient = ({ code }: GatewayError) =>
  code === undefined || /TIMEOUT|COMMUNICATION_ERROR|GATEWAY_NOT_REACHABLE/.test(code);

async function exchange(url: URL, method: string, body: unknown, connection: object) {
  const isFile = typeof body === "string";
  const content = isFile || body === undefined ? (body ?? "") : JSON.stringify(body);
  const options = {
    method,
    headers: {
      "content-type": isFile ? "application/octet-stream" : "application/json",
      "content-length": Buffer.byteLength(content),
    },
    signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
    ...connection,
  };
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
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

// Read by every process and for every request, so that no key gets into Pulumi's state.
async function clientCertificate() {
  const cert = await fileFrom("SERVICE_FABRIC_CERTIFICATE");
  return {
    cert,
    key: (await fileFrom("SERVICE_FABRIC_KEY")) ?? cert,
    ca: await fileFrom("SERVICE_FABRIC_CA"),
  };
}

async function fileFrom(variable: string): Promise<Buffer | undefined> {
  const path = process.env[variable];
  return path
    ? readFile(path).catch((error: unknown) => {
        throw new Error(`${variable} names a file that cannot be read: ${reasonOf(error)}`);
      })
    : undefined;
}

function refusal(request: string, status: number, text: string): GatewayError {
  let found: { Error?: { Code?: string; Message?: string } } = {};
  try {
    found = JSON.parse(text) as typeof found;
  } catch {
    // A proxy in between may respond with something else.
  }
  const { Code: code, Message: message } = found.Error ?? {};
  return Object.assign(new Error(`${request}: ${code ?? `HTTP ${status}`}${message ? `, ${message}` : ""}`), {
    code,
  });
}
