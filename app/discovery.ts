import { lookup, resolveSrv } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { integer } from "./parse";

/** Where one instance listens. */
export interface Address {
  host: string;
  port: number;
}

/** Where to look for the other instances. */
export type PeerSource = { text: string } & (
  | { kind: "dns"; name: string; port: number }
  | { kind: "srv"; name: string }
  | { kind: "file"; path: string }
  | { kind: "numbered"; name: string; port: number }
);

/**
 * Reads `dns:NAME:PORT`, `srv:NAME`, `file:/path` or `numbered:NAME:PORT`, where the name has a `*` in the place of the
 * number of an instance, which begins at 0.
 */
export function parsePeerSource(text: string): PeerSource {
  const [, kind, rest] = /^(dns|srv|file|numbered):(.+)$/.exec(text) ?? [];
  if (kind === "dns" && rest) {
    const { host, port } = parseAddress(rest);
    return { text, kind, name: host, port };
  }
  if (kind === "srv" && rest && /^[\w.-]+$/.test(rest)) return { text, kind, name: rest };
  if (kind === "file" && rest?.startsWith("/")) return { text, kind, path: rest };
  if (kind === "numbered" && rest?.includes("*")) {
    const { port } = parseAddress(rest.replace("*", "0"));
    return { text, kind, name: rest.slice(0, rest.lastIndexOf(":")), port };
  }
  throw new Error("must be dns:NAME:PORT, srv:NAME, file:/path or numbered:NAME-*:PORT");
}

/** Reads `host:port` or `[ipv6]:port`. */
export function parseAddress(text: string): Address {
  const [, ipv6, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):(\d+)$/.exec(text.trim()) ?? [];
  const host = ipv6 ?? name;
  if (!host || !port) throw new Error(`"${text}" is not HOST:PORT`);
  return { host, port: integer(1, 65535)(port) };
}

/** The inverse of parseAddress. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What discovery asks of the resolver; a parameter for tests. */
export interface Resolver {
  lookup(name: string): Promise<{ address: string }[]>;
  resolveSrv(name: string): Promise<{ name: string; port: number }[]>;
}

const systemResolver: Resolver = {
  // getaddrinfo and not a DNS query: it knows the search domains, which orchestrators' short names need.
  lookup: (name) => lookup(name, { all: true }),
  resolveSrv,
};

/** Every address found under the name, each once and in a stable order. Reads the source anew each time. */
export async function discover(source: PeerSource, resolver: Resolver = systemResolver): Promise<Address[]> {
  const unique = new Map((await find(source, resolver)).map((found) => [formatAddress(found), found]));
  return [...unique.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, address]) => address);
}

async function find(source: PeerSource, resolver: Resolver): Promise<Address[]> {
  switch (source.kind) {
    case "dns":
      return (await resolver.lookup(source.name)).map(({ address }) => ({
        host: address,
        port: source.port,
      }));
    case "srv":
      return (await resolver.resolveSrv(source.name)).map(({ name, port }) => ({ host: name, port }));
    case "file":
      return (await readFile(source.path, "utf8"))
        .split("\n")
        .filter((line) => line.trim() !== "" && !line.trim().startsWith("#"))
        .map(parseAddress);
    case "numbered":
      return findNumbered(source, resolver);
  }
}

/** Names that are asked for at once: as many in a row that are not there are taken for the end. */
const GAP = 8;
const MOST = 100;

/** Every number whose name is there. One that is just being made anew does not hide those after it. */
async function findNumbered(
  { name, port }: { name: string; port: number },
  resolver: Resolver,
): Promise<Address[]> {
  const found: Address[] = [];
  for (let first = 0; first < MOST; first += GAP) {
    const hosts = Array.from({ length: GAP }, (_, index) => name.replace("*", `${first + index}`));
    const looked = await Promise.allSettled(hosts.map((host) => resolver.lookup(host)));
    const there = hosts.filter((_, index) => looked[index]!.status === "fulfilled");
    const missing = looked.find((each) => each.status === "rejected");
    if (!there.length && !found.length) throw missing?.reason;
    if (!there.length) break;
    found.push(...there.map((host) => ({ host, port })));
  }
  return found;
}
