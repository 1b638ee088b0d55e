import { get } from "node:http";
import { discover, formatAddress, type Address, type PeerSource, type Resolver } from "./discovery";

/** One address found by discovery, and what responded there. */
export interface Peer {
  address: string;
  instance: string | null;
  version: string | null;
  ok: boolean;
  error?: string;
}

/** The response of /peers. The error says why the list is empty. */
export interface Peers {
  source: string | null;
  peers: Peer[];
  error?: string;
}

const DISCOVERY_SECONDS = 2;
const RESPONSE_SECONDS = 1;
const MAX_RESPONSE_BYTES = 65_536;

/** Finds the instances and asks each for its identity. Never throws: failures are part of the result. */
export async function listPeers(source: PeerSource | null, resolver?: Resolver): Promise<Peers> {
  if (!source) return { source: null, peers: [], error: "PODIUM_PEERS is not set" };
  try {
    const addresses = await within(DISCOVERY_SECONDS, discover(source, resolver));
    return { source: source.text, peers: await Promise.all(addresses.map(ask)) };
  } catch (error) {
    return { source: source.text, peers: [], error: (error as Error).message };
  }
}

async function ask(found: Address): Promise<Peer> {
  const address = formatAddress(found);
  try {
    const { instance, version } = JSON.parse(await fetchInfo(address)) as Record<string, unknown>;
    if (typeof instance !== "string" || typeof version !== "string") throw new Error("is not an instance");
    return { address, instance, version, ok: true };
  } catch (error) {
    const message = error instanceof SyntaxError ? "is not an instance" : (error as Error).message;
    return { address, instance: null, version: null, ok: false, error: message };
  }
}

function fetchInfo(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(RESPONSE_SECONDS * 1000);
    const fail = (error: Error): void =>
      reject(signal.aborted ? new Error(`no response within ${RESPONSE_SECONDS} s`) : error);
    // No agent: a kept-alive connection would delay a peer that is stopping.
    const request = get(`http://${address}/api/info`, { agent: false, signal }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > MAX_RESPONSE_BYTES) request.destroy(new Error("the response is too long"));
      });
      response.on("error", fail);
      response.on("end", () => {
        if (response.statusCode === 200) resolve(body);
        else reject(new Error(`responded with ${response.statusCode}`));
      });
    });
    request.on("error", fail);
  });
}

function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`discovery timed out after ${seconds} s`)),
      seconds * 1000,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
