import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Dispatcher, Pool } from "undici";
import { reasonOf } from "../common/reach";
import type { Answered, LossKind, RequestRecord } from "./accounting";

export interface SendOptions {
  /** Base URLs to begin with; requests take turns where there are several, and none is sent where there is none. */
  endpoints: string[];
  /** Requests a second. */
  rate: number;
  /** Seconds until a request without an answer is lost. */
  timeoutSeconds: number;
  /**
   * `mixed`: every second request is on a connection of its own, the others are on connections that are kept, since each
   * kind is lost in another way when an instance stops. `fresh`: all on connections of their own.
   */
  connections: "mixed" | "fresh";
}

/**
 * Clients of an endpoint that keep a connection each, taking turns: enough that every instance has some, and that they
 * idle a while.
 */
const KEPT_CLIENTS = 8;
const PATH = "/api/info";
/** Errors of this machine, which say nothing of the service. */
const OWN_ERRORS = new Set(["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOBUFS", "ENOMEM"]);
const REFUSALS = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND", "EAI_AGAIN"]);
const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "ETIMEDOUT"]);

/** Milliseconds since 1970, from a clock that never jumps. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Requests that are being sent. */
export interface Sending {
  /** Sends to these endpoints from now on: those of a deployment may change with the number of its instances. */
  aim(endpoints: string[]): void;
  /**
   * Sends no more, and resolves when the last request is accounted for.
   * @throws Error if no more could be sent from this machine.
   */
  stop(): Promise<void>;
}

/**
 * Sends GET requests at a constant rate, whether those before have been answered or not (an open model), and tells of
 * each what became of it.
 *
 * Made of undici's client, since no load generator for Node.js does both: autocannon and its kind are closed models, in
 * which a stalled service is asked less and the losses of the stall are never seen, and they, like artillery, add up
 * what they are answered instead of telling which instance and version answered which request.
 */
export class Sender implements Sending {
  #endpoints: string[] = [];
  #kept = new Map<string, Pool[]>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #sending?: Promise<void>;

  constructor(
    private readonly options: SendOptions,
    private readonly record: (request: RequestRecord) => void,
  ) {
    this.aim(options.endpoints);
  }

  aim(endpoints: string[]): void {
    const before = this.#kept;
    this.#kept = new Map(endpoints.map((url) => [url, before.get(url) ?? poolsOf(url)]));
    this.#endpoints = endpoints;
    const left = [...before].filter(([url]) => !this.#kept.has(url));
    // What is in flight is still to be accounted for.
    for (const pool of left.flatMap(([, pools]) => pools)) void pool.close();
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
    const { rate } = this.options;
    const start = now();
    for (let index = 0; ; index++) {
      const due = start + (index * 1000) / rate;
      if (due > now()) await sleep(due - now(), undefined, { signal: this.#stop.signal }).catch(() => {});
      if (this.#stop.signal.aborted) return;
      if (!this.#endpoints.length) continue;
      const request = this.#request(index, due);
      this.#inFlight.add(request);
      void request.finally(() => this.#inFlight.delete(request));
    }
  }

  async #request(index: number, due: number): Promise<void> {
    const { connections, timeoutSeconds } = this.options;
    const kept = connections === "mixed" && index % 2 === 1;
    const turn = connections === "mixed" ? index >> 1 : index;
    const url = this.#endpoints[turn % this.#endpoints.length]!;
    const pools = this.#kept.get(url)!;
    const pool = pools[Math.floor(turn / this.#endpoints.length) % pools.length]!;
    const fresh = kept ? undefined : freshClient(url);
    const sent = now();
    const outcome = await ask(fresh ?? pool, url, timeoutSeconds);
    const ended = now();
    this.record({ due, sent, ended, kept, outcome });
    await fresh?.destroy();
  }
}

const poolsOf = (url: string) => Array.from({ length: KEPT_CLIENTS }, () => new Pool(new URL(url).origin));

/** Without pipelining it asks the server to close the connection after the answer. */
const freshClient = (url: string) => new Client(new URL(url).origin, { pipelining: 0 });

async function ask(
  dispatcher: Dispatcher,
  url: string,
  timeoutSeconds: number,
): Promise<RequestRecord["outcome"]> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const path = new URL(url).pathname.replace(/\/$/, "") + PATH;
    const { statusCode, body } = await dispatcher.request({ path, method: "GET", signal });
    const text = await body.text();
    if (statusCode < 200 || statusCode > 299) return { loss: "status", detail: `answered ${statusCode}` };
    return { answer: parse(text) };
  } catch (error) {
    return { loss: kindOf(error, signal), detail: `${codeOf(error) ?? ""} ${reasonOf(error)}`.trim() };
  }
}

function kindOf(error: unknown, signal: AbortSignal): LossKind {
  const code = codeOf(error) ?? "";
  if (OWN_ERRORS.has(code)) throw new Error(`requests cannot be sent from here: ${reasonOf(error)}`);
  if (signal.aborted || TIMEOUTS.has(code)) return "timedOut";
  return REFUSALS.has(code) ? "refused" : "reset";
}

const codeOf = (error: unknown): string | undefined => {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
};

/** Another service than the sample answers too, but does not tell who it is. */
function parse(text: string): Answered {
  try {
    const { instance, version, digest, startedAt } = JSON.parse(text) as Partial<Answered>;
    if (instance && version) return { instance, version, digest: digest ?? null, startedAt: startedAt ?? "" };
  } catch {
    // It is not JSON.
  }
  return { instance: "unknown", version: "unknown", digest: null, startedAt: "" };
}
