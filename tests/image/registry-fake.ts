import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Options {
  /** The authentication scheme that it requires, if any. */
  scheme?: "basic" | "bearer";
  /** Another registry's host that stores the blobs: requests for them are redirected there. */
  storage?: () => string;
  /** Another host that it names for uploads. */
  uploads?: () => string;
  /** Requests at the beginning that it rejects as too busy. */
  busy?: number;
}

export const LOGIN = { username: "robot", password: "pa55" };
const BASIC = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString("base64")}`;

export const digestOf = (content: Uint8Array | string) =>
  `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** An in-memory registry with the part of the distribution API that pulling and pushing by digest need. */
export class FakeRegistry {
  /** By path: `blobs/DIGEST` or `manifests/DIGEST`. */
  readonly content = new Map<string, { type: string; bytes: Buffer }>();
  readonly requests: { what: string; authorization?: string }[] = [];
  host = "";
  #server: Server = createServer((request, response) => void this.#respond(request, response));
  #uploads = new Map<string, Buffer>();

  private constructor(readonly options: Options) {}

  static async listen(options: Options = {}): Promise<FakeRegistry> {
    const registry = new FakeRegistry(options);
    await new Promise<void>((resolve) => registry.#server.listen(0, "127.0.0.1", resolve));
    registry.host = `127.0.0.1:${(registry.#server.address() as AddressInfo).port}`;
    return registry;
  }

  get repository(): string {
    return `${this.host}/podium`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Stores an image for one platform, and returns its digest. */
  add(layers: (string | Buffer)[]): string {
    const blob = (bytes: string | Buffer) => {
      this.content.set(`blobs/${digestOf(bytes)}`, {
        type: "application/octet-stream",
        bytes: Buffer.from(bytes),
      });
      return { digest: digestOf(bytes), size: bytes.length };
    };
    const config = blob(JSON.stringify({ architecture: "amd64", layers: layers.length }));
    return this.addManifest("application/vnd.oci.image.manifest.v1+json", {
      config,
      layers: layers.map(blob),
    });
  }

  /** Stores an image with this configuration, under a tag if there is one, and returns its digest. */
  addConfigured(
    config: object,
    { tag, ...others }: { tag?: string; os?: string; architecture?: string } = {},
  ): string {
    const bytes = Buffer.from(JSON.stringify({ os: "linux", architecture: "amd64", ...others, config }));
    this.content.set(`blobs/${digestOf(bytes)}`, { type: "application/octet-stream", bytes });
    const digest = this.addManifest("application/vnd.oci.image.manifest.v1+json", {
      config: { digest: digestOf(bytes), size: bytes.length },
      layers: [],
    });
    if (tag) this.tag(digest, tag);
    return digest;
  }

  tag(digest: string, tag: string): void {
    this.content.set(`manifests/${tag}`, this.content.get(`manifests/${digest}`)!);
  }

  addManifest(type: string, content: object): string {
    const bytes = Buffer.from(
      JSON.stringify({ schemaVersion: 2, mediaType: type, ...content }, undefined, 1),
    );
    this.content.set(`manifests/${digestOf(bytes)}`, { type, bytes });
    return digestOf(bytes);
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", headers } = request;
    const url = new URL(request.url ?? "/", `http://${this.host}`);
    const what = `${method} ${url.pathname.replace("/v2/podium/", "")}`;
    this.requests.push({ what, authorization: headers.authorization });
    const body = await read(request);
    if (this.requests.length <= (this.options.busy ?? 0)) return void response.writeHead(503).end();
    if (url.pathname === "/token") return this.#token(url, headers.authorization, response);
    const isPush = !/^(GET|HEAD) /.test(what);
    const scope = isPush ? "pull,push" : "pull";
    if (this.options.scheme && !this.#mayDo(scope, headers.authorization)) {
      const realm = `Bearer realm="http://${this.host}/token",service="fake",scope="repository:podium:${scope}"`;
      response.setHeader("www-authenticate", this.options.scheme === "basic" ? 'Basic realm="fake"' : realm);
      return void response.writeHead(401).end();
    }
    const path = url.pathname.replace("/v2/podium/", "");
    if (isPush) return this.#push(method, path, url, headers, body, response);
    const found = this.content.get(path);
    if (!found) return void refuse(response, 404, "NOT_FOUND");
    const storage = path.startsWith("blobs/") && this.options.storage?.();
    if (method === "GET" && storage)
      return void response.writeHead(307, { location: `http://${storage}${url.pathname}` }).end();
    response.writeHead(200, { "content-type": found.type }).end(method === "GET" ? found.bytes : undefined);
  }

  #token(url: URL, authorization: string | undefined, response: ServerResponse): void {
    if (authorization !== BASIC) return void response.writeHead(401).end();
    const token = `${url.searchParams.get("service")}/${url.searchParams.get("scope")}`;
    response.end(JSON.stringify({ token }));
  }

  #mayDo(scope: string, authorization = ""): boolean {
    if (this.options.scheme === "basic") return authorization === BASIC;
    return authorization.startsWith(`Bearer fake/repository:podium:${scope}`);
  }

  #push(
    method: string,
    path: string,
    url: URL,
    headers: IncomingMessage["headers"],
    body: Buffer,
    response: ServerResponse,
  ): void {
    if (method === "POST") {
      const host = this.options.uploads?.();
      const to = host ? `http://${host}` : "";
      return void response.writeHead(202, { location: `${to}${url.pathname}1?state=new` }).end();
    }
    if (method === "PATCH") {
      this.#uploads.set("1", body);
      return void response.writeHead(202, { location: `${url.pathname}?state=sent` }).end();
    }
    const isManifest = path.startsWith("manifests/");
    const bytes = isManifest ? body : this.#uploads.get("1")!;
    const digest = isManifest ? path.split("/")[1] : url.searchParams.get("digest");
    if (digest !== digestOf(bytes)) return refuse(response, 400, "DIGEST_INVALID");
    const missing = isManifest && this.#missing(bytes);
    if (missing) return refuse(response, 400, "MANIFEST_BLOB_UNKNOWN");
    const type = headers["content-type"] ?? "application/octet-stream";
    this.content.set(isManifest ? path : `blobs/${digest}`, { type, bytes });
    response.writeHead(201).end();
  }

  /** Whether a manifest refers to content that is missing, which registries reject. */
  #missing(bytes: Buffer): boolean {
    const {
      config,
      layers = [],
      manifests = [],
    } = JSON.parse(bytes.toString()) as Record<string, { digest: string }[]> & {
      config?: { digest: string };
    };
    const blobs = [...(config ? [config] : []), ...layers].map(({ digest }) => `blobs/${digest}`);
    return [...blobs, ...manifests.map(({ digest }) => `manifests/${digest}`)].some(
      (key) => !this.content.has(key),
    );
  }
}

const refuse = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status).end(JSON.stringify({ errors: [{ code, message: "content was rejected" }] }));
};

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
