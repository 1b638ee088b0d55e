import { lookup } from "node:dns/promises";
import { hostname } from "node:os";
import { isOwnAddress } from "../../common/machine";
import { isLoopback } from "../../common/reach";
import { kindOf } from "../kind";
import { call, type Gateway, list } from "./gateway";

/** What a cluster reports about itself. */
export async function identify(gateway: Gateway) {
  const { endpoint } = gateway;
  const [text, id] = await Promise.all([versionOf(gateway), idOfCluster(gateway)]);
  if (!text) throw new Error(`${endpoint} is not a Service Fabric gateway`);
  const kind = kindOf(text);
  const [version = text] = /[\d.]+/.exec(text) ?? [];
  return {
    product: kind === "real" ? "Service Fabric" : `Service Fabric ${kind}`,
    version,
    kind,
    address: endpoint,
    identity: id ?? endpoint,
    // A stand-in has no nodes elsewhere.
    local: isLoopback(endpoint) && (kind !== "real" || (await areAllHere(await nodesOf(gateway)))),
  };
}

const versionOf = async (gateway: Gateway) =>
  (await call<{ Version?: string }>(gateway, "GET", "/$/GetClusterVersion"))?.Version;

/** The nodes' addresses; none if they cannot be listed. */
const nodesOf = async (gateway: Gateway): Promise<string[]> =>
  list<{ IpAddressOrFQDN: string }>(gateway, "/Nodes").then(
    (nodes) => nodes.map(({ IpAddressOrFQDN }) => IpAddressOrFQDN),
    () => [],
  );

/**
 * The id that Azure gives a cluster; other clusters have none. The manifest's name identifies nothing: on Azure it is
 * `WRP_Generated_ClusterManifest` everywhere.
 * https://github.com/microsoft/service-fabric/blob/master/src/prod/src/Common/PaasConfig.h
 */
const idOfCluster = async (gateway: Gateway): Promise<string | undefined> =>
  call<{ Manifest?: string }>(gateway, "GET", "/$/GetClusterManifest").then(
    (found) => {
      const [section = ""] = /<Section Name="Paas">.*?<\/Section>/s.exec(found?.Manifest ?? "") ?? [];
      return /<Parameter Name="ClusterId" Value="([^"]+)"/.exec(section)?.[1];
    },
    () => undefined,
  );

/** Whether all nodes are on this machine. `localhost` is no proof: every machine calls itself that. */
async function areAllHere(nodes: string[]): Promise<boolean> {
  const here = await Promise.all(nodes.map(isHere));
  return here.length > 0 && here.every(Boolean);
}

async function isHere(node: string): Promise<boolean> {
  if (node.toLowerCase() === hostname().toLowerCase() && node !== "localhost") return true;
  const addresses = await lookup(node, { all: true }).catch(() => []);
  return (
    addresses.length > 0 &&
    addresses.every(({ address }) => isOwnAddress(address) && !isLoopbackAddress(address))
  );
}

const isLoopbackAddress = (address: string) => address === "::1" || address.startsWith("127.");
