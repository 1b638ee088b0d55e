import type { ReadableStream } from "node:stream/web";
import type { BodyInit, Dispatcher, Response } from "undici";
import { once } from "../common/once";
import { type ImageName, isLocalRegistry } from "./name";

/** How to log in to a registry. */
export interface Login {
  username: string;
  password: string;
}

export interface Call {
  headers?: Record<string, string>;
  /** A stream can only be sent once, so a call with one must follow a call that has authenticated. */
  body?: Uint8Array<ArrayBuffer> | ReadableStream;
  /** Statuses besides 2xx that are not failures. */
  also?: number[];
}

/** Seconds for one call, including the transfer of a large layer. */
const CALL_SECONDS = 600;

/**
 * One repository of a registry, through the API that all registries implement.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class Repository {
  /** Host and path, for messages. */
  readonly name: string;
  readonly #base: string;
  readonly #login?: Login;
  #authorization?: string;

  readonly #seconds: number;

  /** @param seconds for one call. */
  constructor(
    { registry, repository }: Pick<ImageName, "registry" | "repository">,
    login?: Login,
    seconds = CALL_SECONDS,
  ) {
    this.name = `${registry}/${repository}`;
    this.#seconds = seconds;
    // Docker Hub's API has a host of its own.
    const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
    this.#base = `${isLocalRegistry(host) ? "http" : "https"}://${host}/v2/${repository}/`;
    this.#login = login;
  }

  /**
   * @param path below the repository, or a URL that the registry has returned.
   * @throws Error with what the registry reports; never with a login or a token.
   */
  async call(method: string, path: string, call: Call = {}): Promise<Response> {
    const url = this.urlOf(path);
    let response = await this.#send(method, url, call);
    const challenge = response.headers.get("www-authenticate");
    if (response.status === 401 && challenge && !isStream(call.body)) {
      await discard(response);
      this.#authorization = await this.#authorize(challenge);
      response = await this.#send(method, url, call);
    }
    if (response.ok || call.also?.includes(response.status)) return response;
    throw new Error(
      `${this.name}: ${method} ${url.pathname} returned ${response.status}${await reason(response)}`,
    );
  }

  /** The URL of a path below the repository. */
  urlOf(path: string): URL {
    return new URL(path, this.#base);
  }

  async #send(method: string, url: URL, { headers, body }: Call): Promise<Response> {
    // Uploads may go to another host, which must not receive the login.
    const own = this.#authorization !== undefined && url.origin === new URL(this.#base).origin;
    const { fetch } = await import("undici");
    return fetch(url, {
      method,
      headers: { ...headers, ...(own && { authorization: this.#authorization! }) },
      body: body as BodyInit,
      ...(isStream(body) && { duplex: "half" as const }),
      dispatcher: isStream(body) ? undefined : await retrying(),
      signal: AbortSignal.timeout(this.#seconds * 1000),
    });
  }

  /** https://distribution.github.io/distribution/spec/auth/token/ */
  async #authorize(challenge: string): Promise<string> {
    const basic =
      this.#login &&
      `Basic ${Buffer.from(`${this.#login.username}:${this.#login.password}`).toString("base64")}`;
    if (/^basic /i.test(challenge)) {
      if (!basic) throw new Error(`${this.name}: the registry requires a login`);
      return basic;
    }
    const { realm, ...query } = parametersOf(challenge);
    if (!realm || !URL.canParse(realm))
      throw new Error(`${this.name}: the registry requires an unknown kind of login`);
    const url = new URL(realm);
    // A login is never sent unencrypted, except to this machine.
    if (url.protocol !== "https:" && !isLocalRegistry(url.host))
      throw new Error(`${this.name}: ${url.host} does not use HTTPS`);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const { fetch } = await import("undici");
    const headers = basic ? { authorization: basic } : {};
    const signal = AbortSignal.timeout(this.#seconds * 1000);
    const response = await fetch(url, { headers, dispatcher: await retrying(), signal });
    const { token, access_token } = (await response.json().catch(() => ({}))) as Record<string, string>;
    if (!response.ok || !(token ?? access_token)) {
      throw new Error(`${this.name}: ${url.host} rejected the login with ${response.status}`);
    }
    return `Bearer ${token ?? access_token}`;
  }
}

/** An unread body would keep the connection open. */
const discard = (response: Response) => response.body?.cancel();

/** `Bearer realm="…",service="…",scope="…"` */
const parametersOf = (challenge: string): Record<string, string> =>
  Object.fromEntries(
    [...challenge.matchAll(/(realm|service|scope)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );

async function reason(response: Response): Promise<string> {
  const { errors = [] } = (await response.json().catch(() => ({}))) as {
    errors?: { code?: string; message?: string }[];
  };
  const words = errors.map(({ code, message }) => [code, message].filter(Boolean).join(" ")).join("; ");
  return words && `: ${words}`;
}

const isStream = (body: Call["body"]): body is ReadableStream => body !== undefined && "getReader" in body;

/**
 * Repeats requests that a busy registry or a broken connection made fail, with growing pauses. A stream cannot be sent
 * twice, so an upload of one is not repeated.
 */
const retrying = once(async (): Promise<Dispatcher> => {
  const { Agent, RetryAgent } = await import("undici");
  return new RetryAgent(new Agent(), {
    methods: ["GET", "HEAD", "POST", "PUT"],
    maxRetries: 3,
    minTimeout: 200,
    // The caller reads the last response and reports its reason.
    throwOnError: false,
  });
});
