import { createHash } from "node:crypto";
import type { Response } from "undici";
import type { Repository } from "./repository";

/** Media types of manifests, for one platform or an index of several, as OCI and, before that, Docker defined them. */
const INDEXES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const MANIFESTS = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

interface Described {
  digest: string;
  /** In an index. */
  platform?: { os?: string; architecture?: string };
}

/** A manifest as the registry has it. */
export interface Manifest {
  /** `sha256:…`, of the bytes. */
  digest: string;
  bytes: Uint8Array<ArrayBuffer>;
  mediaType: string;
  /** The content, parsed. */
  content: { manifests?: Described[]; config?: Described; layers?: Described[] };
}

/**
 * Copies an image from one repository to another byte by byte, so its digest stays the same, and verifies the copy. Does
 * nothing if the target already has it, even if the source no longer does.
 * @throws Error if either registry refuses a request, or if content does not match its digest.
 */
export async function copyImage(digest: string, from: Repository, to: Repository): Promise<void> {
  if (await has(to, `manifests/${digest}`)) return;
  await copyManifest(digest, from, to);
  await readManifest(digest, to);
}

async function copyManifest(digest: string, from: Repository, to: Repository): Promise<void> {
  const { bytes, mediaType, content } = await readManifest(digest, from);
  for (const platform of content.manifests ?? []) await copyManifest(platform.digest, from, to);
  for (const blob of [content.config, ...(content.layers ?? [])])
    if (blob) await copyBlob(blob.digest, from, to);
  await to.call("PUT", `manifests/${digest}`, { headers: { "content-type": mediaType }, body: bytes });
}

/**
 * @param reference a digest, or a tag, whose digest is computed.
 * @throws Error if the registry refuses the request, or if the content does not match the digest.
 */
export async function readManifest(reference: string, repository: Repository): Promise<Manifest> {
  const accept = [...MANIFESTS, ...INDEXES].join(", ");
  const response = await repository.call("GET", `manifests/${reference}`, { headers: { accept } });
  const { bytes, digest } = reference.includes(":")
    ? { bytes: await verified(reference, response, repository), digest: reference }
    : await withDigest(response);
  const content = JSON.parse(new TextDecoder().decode(bytes)) as Manifest["content"];
  return { digest, bytes, mediaType: response.headers.get("content-type") ?? MANIFESTS[0]!, content };
}

/**
 * A small blob that is JSON, such as an image's configuration.
 * @throws Error if the registry refuses the request, or if the content does not match the digest.
 */
export async function readBlob(digest: string, repository: Repository): Promise<unknown> {
  const response = await repository.call("GET", `blobs/${digest}`);
  return JSON.parse(new TextDecoder().decode(await verified(digest, response, repository)));
}

async function verified(digest: string, response: Response, { name }: Repository) {
  const { bytes, digest: found } = await withDigest(response);
  if (found !== digest) throw new Error(`${name} returned ${found}, but ${digest} was requested`);
  return bytes;
}

async function withDigest(response: Response) {
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}` };
}

/** The target registry compares a blob with its digest. */
async function copyBlob(digest: string, from: Repository, to: Repository): Promise<void> {
  if (await has(to, `blobs/${digest}`)) return;
  const started = await to.call("POST", "blobs/uploads/");
  const { body } = await from.call("GET", `blobs/${digest}`);
  if (!body) throw new Error(`${from.name} returned ${digest} without content`);
  const headers = { "content-type": "application/octet-stream" };
  const sent = await to.call("PATCH", locationOf(started), { headers, body });
  const end = new URL(locationOf(sent), started.url);
  end.searchParams.set("digest", digest);
  await to.call("PUT", end.href);
}

async function has(repository: Repository, path: string): Promise<boolean> {
  const accept = [...MANIFESTS, ...INDEXES].join(", ");
  return (await repository.call("HEAD", path, { headers: { accept }, also: [404] })).ok;
}

/** Where an upload continues. */
function locationOf(response: Response): string {
  const location = response.headers.get("location");
  if (!location) throw new Error(`${new URL(response.url).host} returned no upload location`);
  return new URL(location, response.url).href;
}
