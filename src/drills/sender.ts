import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Dispatcher, Pool } from "undici";
import { reasonOf } from "../common/reason";
import type { Wanted } from "../program/deployment";
import { isReady, pathOf, type Readiness } from "../program/readiness";
import { askedOf, isOwn } from "../verdict/judge";
import { connectFromUnusedPort } from "./sourcePort";
import type { Answered, LossKind, Outcome, RequestRecord, Unidentified } from "./accounting";

export interface SendOptions {
  /**
   * The initial base URLs. Requests rotate between them; without any, no requests are sent. A request that is lost is sent
   * once more to the next one, which shows what a client that does so would have lost.
   */
  endpoints: string[];
  /** Says which path is requested, and whether responses say who has answered. */
  wanted: Pick<Wanted, "isSample" | keyof Readiness>;
  /** Requests per second, to begin with. */
  rate: number;
  /** Seconds without a response after which a request is lost. */
  timeoutSeconds: number;
  /**
   * `mixed`: every other request uses a new connection and the rest use kept-alive ones, since the two kinds are lost in
   * different ways when an instance stops. `fresh`: every request uses a new connection.
   */
  connections: "mixed" | "fresh";
}

/**
 * Clients per endpoint that take turns, each with a kept-alive connection: enough for every instance to have some, and for
 * connections to be idle for a while.
 */
const KEPT_CLIENTS = 8;
/** Errors of this machine, which say nothing about the service. */
const OWN_ERRORS = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);
const REFUSALS = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"]);
const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"]);

/** Milliseconds since 1970, from a monotonic clock. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Requests that are being sent at a constant rate, until another is set. */
export interface Sending {
  /** Sends to these endpoints from now on. A deployment's endpoints may change with its number of instances. */
  aim(endpoints: string[]): void;
  /** Sends this many requests per second from now on. */
  pace(rate: number): void;
  /**
   * Stops sending; resolves when the last request has ended.
   * @throws Error if this machine could not send all requests.
   */
  stop(): Promise<void>;
}

/**
 * Sends GET requests at a constant rate, whether or not earlier ones have been answered (an open model), and records the
 * outcome of each.
 *
 * Built on undici's client, because no load generator for Node.js does both. autocannon and similar tools are closed
 * models: a stalled service receives fewer requests, so the losses of the stall never show. Like artillery, they also
 * aggregate responses instead of reporting which instance and version answered which request.
 */
export class Sender implements Sending {
  #endpoints: string[] = [];
  #kept = new Map<string, Pool[]>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #sending?: Promise<void>;
  #rate: number;

  constructor(
    private readonly options: SendOptions,
    private readonly record: (request: RequestRecord) => void,
  ) {
    this.#rate = options.rate;
    this.aim(options.endpoints);
  }

  aim(endpoints: string[]): void {
    const before = this.#kept;
    this.#kept = new Map(endpoints.map((url) => [url, before.get(url) ?? poolsOf(url)]));
    this.#endpoints = endpoints;
    const left = [...before].filter(([url]) => !this.#kept.has(url));
    // Requests in flight still count.
    for (const pool of left.flatMap(([, pools]) => pools)) void pool.close();
  }

  pace(rate: number): void {
    this.#rate = rate;
  }

  start(): void {
    this.#sending = this.#send();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#sending;
    await Promise.all(this.#inFlight);
    await Promise.all([...this.#kept.values()].flat().map((pool) => pool.destroy()));
  }

  async #send(): Promise<void> {
    for (let index = 0, due = now(); ; index++, due += 1000 / this.#rate) {
      if (due > now()) await sleep(due - now(), undefined, { signal: this.#stop.signal }).catch(() => {});
      if (this.#stop.signal.aborted) return;
      if (!this.#endpoints.length) continue;
      const request = this.#request(index, due);
      this.#inFlight.add(request);
      void request.finally(() => this.#inFlight.delete(request));
    }
  }

  async #request(index: number, due: number): Promise<void> {
    const { connections, timeoutSeconds, wanted } = this.options;
    const kept = connections === "mixed" && index % 2 === 1;
    const turn = connections === "mixed" ? index >> 1 : index;
    const url = this.#endpoints[turn % this.#endpoints.length]!;
    const pools = this.#kept.get(url)!;
    const pool = pools[Math.floor(turn / this.#endpoints.length) % pools.length]!;
    const fresh = kept ? undefined : freshClient(url);
    const sent = now();
    const outcome = await ask(fresh ?? pool, url, wanted, timeoutSeconds);
    const ended = now();
    const next = "loss" in outcome ? this.#after(url) : undefined;
    const retry = next === undefined ? undefined : await this.#retry(next);
    this.record({ due, sent, ended, kept, outcome, ...(retry && { retry }) });
    await fresh?.destroy();
  }

  /** The endpoint after another one; undefined if there is none but that. */
  #after(url: string): string | undefined {
    const next = this.#endpoints[(this.#endpoints.indexOf(url) + 1) % this.#endpoints.length];
    return next === url ? undefined : next;
  }

  /** On a new connection: a kept-alive one could be lost in the same way. Only GETs are sent, so sending twice is safe. */
  async #retry(url: string): Promise<RequestRecord["retry"]> {
    const { timeoutSeconds, wanted } = this.options;
    const client = freshClient(url);
    const outcome = await ask(client, url, wanted, timeoutSeconds);
    const ended = now();
    await client.destroy();
    return { ended, outcome };
  }
}

const poolsOf = (url: string) =>
  Array.from(
    { length: KEPT_CLIENTS },
    () => new Pool(new URL(url).origin, { connect: connectFromUnusedPort }),
  );

/** Without pipelining, undici asks the server to close the connection after the response. */
const freshClient = (url: string) =>
  new Client(new URL(url).origin, { pipelining: 0, connect: connectFromUnusedPort });

async function ask(
  dispatcher: Dispatcher,
  url: string,
  wanted: SendOptions["wanted"],
  timeoutSeconds: number,
): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const readiness = askedOf(wanted);
    const path = new URL(url).pathname.replace(/\/$/, "") + pathOf(readiness);
    const headers = readiness.readinessHeaders;
    const { statusCode, body } = await dispatcher.request({ path, method: "GET", headers, signal });
    const text = await body.text();
    if (!isReady(readiness, statusCode)) return { loss: "status", detail: `status ${statusCode}` };
    return isOwn(wanted) ? { status: statusCode } : identify(text, statusCode);
  } catch (error) {
    return { loss: kindOf(error, signal), detail: `${codeOf(error) ?? ""} ${reasonOf(error)}`.trim() };
  }
}

function kindOf(error: unknown, signal: AbortSignal): LossKind {
  const code = codeOf(error) ?? "";
  if (OWN_ERRORS.has(code)) throw new Error(`this machine cannot send requests: ${reasonOf(error)}`);
  if (signal.aborted || TIMEOUTS.has(code)) return "timedOut";
  return REFUSALS.has(code) ? "refused" : "reset";
}

const codeOf = (error: unknown): string | undefined => {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
};

/** Something else at the endpoint, such as a proxy's own page, also responds. */
function identify(text: string, status: number): { answer: Answered } | Unidentified {
  try {
    const { instance, version, digest, startedAt } = JSON.parse(text) as Partial<Answered>;
    if (instance && version)
      return { answer: { instance, version, digest: digest ?? null, startedAt: startedAt ?? "" } };
  } catch {
    // Not JSON.
  }
  return { status };
}
