import { Failure } from "../common/errors";
import { shownAddress } from "../common/reach";
import { variableOf } from "../common/started";

/** The parts of an image's name. */
export interface ImageName {
  /** Host and port, `docker.io` where the name has none. */
  registry: string;
  /** The path within the registry, e.g. `team/app`. */
  repository: string;
  tag?: string;
  /** `sha256:…` */
  digest?: string;
}

/**
 * Takes an image's name apart. The first component is a host only if it has a dot or a port, or is `localhost`:
 * https://github.com/distribution/reference/blob/main/normalize.go
 */
export function parseImage(text: string): ImageName {
  const [path = "", digest] = text.split("@");
  const [, name = path, tag] = /^(.*):([^/:]+)$/.exec(path) ?? [];
  const [, host = "docker.io", rest = name] = /^(localhost|[^/]*[.:][^/]*)\/(.+)$/.exec(name) ?? [];
  const registry = registryName(host);
  const repository = registry === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
  return { registry, repository, tag, digest };
}

// The grammar of https://github.com/distribution/reference/blob/main/reference.go
const LABEL = String.raw`[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?`;
const HOST = String.raw`(?:${LABEL}(?:\.${LABEL})*|\[[\da-fA-F:]+\])(?::\d+)?`;
const PATH = String.raw`[a-z\d]+(?:(?:\.|_|__|-+)[a-z\d]+)*`;

/** A registry: host, and port if it has one. */
export const REGISTRY = new RegExp(`^${HOST}$`);

const BY_DIGEST = new RegExp(
  String.raw`^(?:(?=localhost[:/]|[^/]*[.:])${HOST}/)?${PATH}(?:/${PATH})*(?::\w[\w.-]{0,127})?@sha256:[\da-f]{64}$`,
);

/** Other names of Docker Hub, the first as `docker login` writes it. */
const DOCKER_HUB = /^(https:\/\/index\.docker\.io\/v1\/|(index|registry-1|registry\.hub)\.docker\.(io|com))$/;

/** A registry's one name, by which the engines look up its credentials. */
export const registryName = (registry: string): string => registry.replace(DOCKER_HUB, "docker.io");

/**
 * An image by digest, as every engine understands it: with its registry, since some look up credentials by the text before
 * the first slash, and without a tag, which the digest overrules and not every engine can read beside it:
 * https://github.com/hashicorp/nomad/issues/11821
 * @returns undefined if `text` is not an image by digest.
 */
export function imageByDigest(text: string): string | undefined {
  if (!BY_DIGEST.test(text)) return undefined;
  const { registry, repository, digest } = parseImage(text);
  return `${registry}/${repository}@${digest}`;
}

const REGISTRY_WITH_PATH = new RegExp(`^${HOST}(?:/${PATH})*$`);

/**
 * Checks a registry's address.
 * @param name where the address comes from, e.g. `PODIUM_REGISTRY`.
 * @throws Failure that repeats no password.
 */
export function checkRegistry(name: string, address: string): string {
  if (REGISTRY_WITH_PATH.test(address)) return address;
  throw new Failure(
    `${name} must be a registry's HOST:PORT, optionally with a path, such as localhost:5000 or registry.example.com/team, ` +
      `without https:// and without a login (that is what \`docker login\` is for), got ${JSON.stringify(shownAddress(address))}`,
  );
}

/** Host and port of a registry whose address may have a path, e.g. `registry.example.com/team`. */
export const registryHost = (address: string): string => address.split("/")[0]!;

/** Whether a registry, by its host and port, is on this machine: then it speaks plain HTTP. */
export const isLocalRegistry = (host: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);

/**
 * Where the sample image is pushed by default, `PODIUM_REGISTRY` or the registry that Podium has started with engines: host
 * and port, with a path if there is one.
 * @throws Failure if `PODIUM_REGISTRY` is no such address.
 */
export const defaultRegistry = (): string =>
  checkRegistry("PODIUM_REGISTRY", variableOf("registry", "PODIUM_REGISTRY") ?? "localhost:5000");
