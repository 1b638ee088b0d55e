import { hostname } from "node:os";
import { Failure } from "../../common/errors";
import { reasonOf } from "../../common/reason";
import { isOwnAddress } from "../../common/machine";
import { isLoopback } from "../../common/reach";
import type { Probe } from "../engine";
import { kindOf } from "../kind";
import type { AgentMembers, AgentSelf, Node, NodeStub } from "./api";
import { type NomadClient, NomadError } from "./client";
import { type NomadConnection, socketOf } from "./connection";

const PRODUCT = "Nomad";

/** What is at the other end of a connection. */
export async function inspect(client: NomadClient, { address, region }: NomadConnection): Promise<Probe> {
  const { config } = await client.call<AgentSelf>("agent/self");
  const version = versionOf(config.Version);
  const [serverId, isNode] = await Promise.all([
    ifAllowed(firstServer(client, region ?? config.Region)),
    ifAllowed(hasNodeHere(client)),
  ]);
  return {
    reachable: true,
    product: PRODUCT,
    version,
    kind: kindOf(PRODUCT, version),
    address,
    identity: serverId ?? address,
    local: (config.DevMode && isHere(address)) || isNode === true,
  };
}

/** Why there is nothing to use at the other end, and what to do about that. */
export function unreachable(error: unknown, { address }: NomadConnection): Probe {
  const reason = reasonOf(error);
  if (error instanceof Failure)
    return { reachable: false, reason, remedy: "correct the environment variable" };
  if (error instanceof NomadError) {
    const remedy = REMEDIES[error.status] ?? "check NOMAD_ADDR, NOMAD_REGION and NOMAD_TOKEN";
    return { reachable: false, reason: `the request to ${address} failed: ${reason}`, remedy };
  }
  return {
    reachable: false,
    reason: `the Nomad agent at ${address} cannot be reached: ${reason}`,
    remedy: address.startsWith("https:")
      ? "check NOMAD_ADDR, NOMAD_CACERT, NOMAD_CLIENT_CERT and NOMAD_CLIENT_KEY"
      : "nomad agent -dev   (or point NOMAD_ADDR at an agent)",
  };
}

const REMEDIES: Record<number, string> = {
  401: "export NOMAD_HTTP_AUTH=USER:PASSWORD",
  403: "export NOMAD_TOKEN=… with the policies agent:read, node:read and, in the namespace, write",
};

/** E.g. `1.12.0-beta.1+ent`. */
const versionOf = ({ Version, VersionPrerelease, VersionMetadata }: AgentSelf["config"]["Version"]) =>
  Version + (VersionPrerelease && `-${VersionPrerelease}`) + (VersionMetadata && `+${VersionMetadata}`);

/**
 * Identifies a region's servers, whichever of them responds: the lowest of the ids that they keep for life. What the API
 * calls the leader is only an address, and another one after each election.
 */
async function firstServer(client: NomadClient, region: string): Promise<string | undefined> {
  const { Members } = await client.call<AgentMembers>("agent/members");
  return Members.filter(({ Tags }) => Tags.region === region)
    .map(({ Tags }) => Tags.id)
    .sort()[0];
}

/** Whether this machine is one of the region's nodes. A tunnel could lead to another machine's loopback address. */
async function hasNodeHere(client: NomadClient): Promise<boolean> {
  const nodes = (await client.call<NodeStub[]>("nodes")).filter(({ Address }) => isOwnAddress(Address));
  const details = await Promise.all(nodes.map(({ ID }) => client.call<Node>(`node/${ID}`)));
  return details.some(({ Attributes }) => Attributes["unique.hostname"] === hostname());
}

/** Whether an address is this machine's, as far as the address itself shows. */
const isHere = (address: string) =>
  Boolean(socketOf(address)) || isLoopback(address) || isOwnAddress(new URL(address).hostname);

/** Undefined where the token does not permit the request. */
const ifAllowed = <T>(response: Promise<T>): Promise<T | undefined> =>
  response.catch((error: unknown) => {
    if (error instanceof NomadError && error.status === 403) return undefined;
    throw error;
  });
