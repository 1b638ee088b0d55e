import { isLocal } from "./reference";

/** How to log in to a registry. */
export interface Login {
  username: string;
  password: string;
}

export interface Call {
  headers?: Record<string, string>;
  /** A stream is sent once: a call with one must come after another that has shown who asks. */
  body?: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  /** Statuses that are an answer and no failure, beside 2xx. */
  also?: number[];
}

/** Seconds for one call, a large layer's way included. */
const CALL_SECONDS = 600;

/**
 * One repository of a registry, through the API that all registries speak.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 */
export class Repository {
  readonly #base: string;
  readonly #login?: Login;
  #authorization?: string;

  /** @param name with the registry's host, e.g. `registry.example.com/team/podium`. */
  constructor(
    readonly name: string,
    login?: Login,
  ) {
    const { host, path } = addressOf(name);
    this.#base = `${isLocal(host) ? "http" : "https"}://${host}/v2/${path}/`;
    this.#login = login;
  }

  /**
   * @param path below the repository, or a URL that the registry has answered before.
   * @throws Error with what the registry says; never with a login or a token.
   */
  async call(method: string, path: string, call: Call = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    let response = await this.#send(method, url, call);
    const challenge = response.headers.get("www-authenticate");
    if (response.status === 401 && challenge && !(call.body instanceof ReadableStream)) {
      await discard(response);
      this.#authorization = await this.#authorize(challenge);
      response = await this.#send(method, url, call);
    }
    if (response.ok || call.also?.includes(response.status)) return response;
    throw new Error(
      `${this.name}: ${method} ${url.pathname} answers ${response.status}${await reason(response)}`,
    );
  }

  #send(method: string, url: URL, { headers, body }: Call): Promise<Response> {
    // Uploads may go to another host, whose business the login is not.
    const own = this.#authorization !== undefined && url.origin === new URL(this.#base).origin;
    return fetch(url, {
      method,
      headers: { ...headers, ...(own && { authorization: this.#authorization! }) },
      body,
      ...(body instanceof ReadableStream && { duplex: "half" as const }),
      signal: AbortSignal.timeout(CALL_SECONDS * 1000),
    });
  }

  /** https://distribution.github.io/distribution/spec/auth/token/ */
  async #authorize(challenge: string): Promise<string> {
    const basic =
      this.#login &&
      `Basic ${Buffer.from(`${this.#login.username}:${this.#login.password}`).toString("base64")}`;
    if (/^basic /i.test(challenge)) {
      if (!basic) throw new Error(`${this.name}: the registry asks for a login`);
      return basic;
    }
    const { realm, ...query } = parametersOf(challenge);
    if (!realm || !URL.canParse(realm))
      throw new Error(`${this.name}: the registry asks for an unknown login`);
    const url = new URL(realm);
    // A login is never sent in the open, but to this machine.
    if (url.protocol !== "https:" && !isLocal(url.host))
      throw new Error(`${this.name}: ${url.host} is not HTTPS`);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    const response = await fetch(url, { headers: basic ? { authorization: basic } : {} });
    const { token, access_token } = (await response.json().catch(() => ({}))) as Record<string, string>;
    if (!response.ok || !(token ?? access_token)) {
      throw new Error(`${this.name}: ${url.host} refuses the login with ${response.status}`);
    }
    return `Bearer ${token ?? access_token}`;
  }
}

/** Without a host an image is Docker Hub's, whose API has another one. */
function addressOf(name: string): { host: string; path: string } {
  const [, host = "docker.io", path = name] = /^(localhost|[^/]*[.:][^/]*)\/(.+)$/.exec(name) ?? [];
  if (host !== "docker.io") return { host, path };
  return { host: "registry-1.docker.io", path: path.includes("/") ? path : `library/${path}` };
}

/** The body that nobody reads would keep the connection. */
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
