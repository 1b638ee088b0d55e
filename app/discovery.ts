import { lookup, resolveSrv } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { integer } from "./parse";

/** The address that one instance listens on. */
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
 * Parses `dns:NAME:PORT`, `srv:NAME`, `file:/path` or `numbered:NAME:PORT`. In a numbered name, `*` stands for the
 * number of an instance, counted from 0.
 * @throws Error if the text has none of these forms.
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

/** Parses `host:port` or `[ipv6]:port`. */
export function parseAddress(text: string): Address {
  const [, ipv6, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):(\d+)$/.exec(text.trim()) ?? [];
  const host = ipv6 ?? name;
  if (!host || !port) throw new Error(`must be HOST:PORT, got "${text}"`);
  return { host, port: integer(1, 65535)(port) };
}

/** The inverse of parseAddress. */
export function formatAddress({ host, port }: Address): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The name lookups that discovery needs. Tests pass their own. */
export interface Resolver {
  lookup(name: string): Promise<{ address: string }[]>;
  resolveSrv(name: string): Promise<{ name: string; port: number }[]>;
}

const systemResolver: Resolver = {
  // getaddrinfo rather than a DNS query: it applies the search domains that orchestrators' short names need.
  lookup: (name) => lookup(name, { all: true }),
  resolveSrv,
};

/** Finds the addresses of all instances, without duplicates and in a stable order. Reads the source each time. */
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

/** Numbered names looked up at a time. If none of them exists, there are no more instances. */
const GAP = 8;
const MAX_NUMBERED = 100;

/** Finds every numbered name that exists. An instance that is being recreated does not hide those after it. */
async function findNumbered(
  { name, port }: { name: string; port: number },
  resolver: Resolver,
): Promise<Address[]> {
  const found: Address[] = [];
  for (let first = 0; first < MAX_NUMBERED; first += GAP) {
    const hosts = Array.from({ length: GAP }, (_, index) => name.replace("*", `${first + index}`));
    const lookups = await Promise.allSettled(hosts.map((host) => resolver.lookup(host)));
    const existing = hosts.filter((_, index) => lookups[index]!.status === "fulfilled");
    const missing = lookups.find((each) => each.status === "rejected");
    if (!existing.length && !found.length) throw missing?.reason;
    if (!existing.length) break;
    found.push(...existing.map((host) => ({ host, port })));
  }
  return found;
}
