import { Failure } from "../common/errors";
import { shownAddress } from "../common/reach";

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
  const repository = host === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
  return { registry: host, repository, tag, digest };
}

const REGISTRY = /^(\[[\da-f:]+\]|[a-z\d][a-z\d.-]*)(:\d+)?(\/[a-z\d][a-z\d._-]*)*$/i;

/**
 * Checks a registry's address.
 * @param name where the address comes from, e.g. `PODIUM_REGISTRY`.
 * @throws Failure that repeats no password.
 */
export function checkRegistry(name: string, address: string): string {
  if (REGISTRY.test(address)) return address;
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
 * Where the sample image is pushed by default: host and port, with a path if there is one.
 * @throws Failure if `PODIUM_REGISTRY` is no such address.
 */
export const defaultRegistry = (): string =>
  checkRegistry("PODIUM_REGISTRY", process.env["PODIUM_REGISTRY"] || "localhost:5000");
