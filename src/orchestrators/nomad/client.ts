import type { Readable } from "node:stream";
import { Agent, request } from "undici";
import { type NomadConnection, socketOf } from "./connection";
import { tlsOptions } from "./tls";

/** Seconds that the agent has to respond. */
const RESPONSE_SECONDS = 5;

/** A response of Nomad's with a status other than success. */
export class NomadError extends Error {
  constructor(
    readonly status: number,
    text: string,
  ) {
    super(`Nomad responds with status ${status}: ${text.trim().slice(0, 200)}`);
  }
}

/** Nomad has not responded in time. */
export class NoResponse extends Error {
  constructor(seconds: number) {
    super(`no response within ${seconds} s`);
  }
}

export interface RequestOptions {
  method?: "GET" | "PUT";
  namespace?: string;
  query?: Record<string, string>;
  body?: unknown;
  /** How long a response may take that is no stream. */
  seconds?: number;
}

/** A client of Nomad's HTTP API, with connections of its own. */
export interface NomadClient {
  /**
   * Sends one request and parses the response.
   * @param path without the leading `/v1/`.
   * @throws NomadError, or another error if there is no response in time.
   */
  call<T>(path: string, options?: RequestOptions): Promise<T>;
  /**
   * Sends one request and returns the response's bytes as they come, until `signal` is given.
   * @throws NomadError
   */
  stream(path: string, options: RequestOptions, signal?: AbortSignal): Promise<Readable>;
  /** Ends its connections, and what still uses them. */
  close(): void;
}

/**
 * Opens a client of the agent that a connection names. As for Nomad's command line, credentials and certificates come
 * from the environment; they are read now.
 * @throws Failure that names the environment variable with the wrong value.
 */
export async function openClient({ address, region }: NomadConnection): Promise<NomadClient> {
  const socketPath = socketOf(address);
  const base = socketPath ? "http://127.0.0.1" : address;
  const headers = credentials();
  const dispatcher = new Agent({
    connect: { ...(await tlsOptions()), socketPath },
    // A log that is followed may be silent for hours.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function send(path: string, options: RequestOptions, signal?: AbortSignal) {
    const { method = "GET", namespace, query, body } = options;
    const url = new URL(`/v1/${path}`, base);
    for (const [key, value] of Object.entries({ ...query, namespace, region })) {
      if (value) url.searchParams.set(key, value);
    }
    const content = body === undefined ? undefined : JSON.stringify(body);
    const response = await request(url, { dispatcher, method, headers, body: content, signal });
    if (response.statusCode < 300) return response.body;
    // Errors are plain text.
    throw new NomadError(response.statusCode, await response.body.text());
  }

  return {
    async call<T>(path: string, options: RequestOptions = {}) {
      const { seconds = RESPONSE_SECONDS } = options;
      const signal = AbortSignal.timeout(seconds * 1000);
      try {
        const text = await (await send(path, options, signal)).text();
        return (text ? JSON.parse(text) : undefined) as T;
      } catch (error) {
        throw signal.aborted ? new NoResponse(seconds) : error;
      }
    },
    stream: send,
    close: () => void dispatcher.destroy(),
  };
}

function credentials(): Record<string, string> {
  const { NOMAD_TOKEN: token, NOMAD_HTTP_AUTH: auth } = process.env;
  // `USER:PASSWORD`, or a user without a password.
  const basic = auth?.includes(":") ? auth : `${auth}:`;
  return {
    ...(token && { "X-Nomad-Token": token }),
    ...(auth && { Authorization: `Basic ${Buffer.from(basic).toString("base64")}` }),
  };
}
