import type { ClusterNode } from "../engine";
import { type Gateway, list } from "./gateway";

/** https://learn.microsoft.com/rest/api/servicefabric/sfclient-model-nodeinfo */
interface Node {
  Name: string;
  IpAddressOrFQDN: string;
  NodeStatus: "Invalid" | "Up" | "Down" | "Enabling" | "Disabling" | "Disabled" | "Unknown" | "Removed";
  /** Whether the cluster needs it for its quorum. */
  IsSeedNode: boolean;
  /** A path, e.g. `fd:/dc1/rack2`. */
  FaultDomain?: string;
}

/** The cluster's nodes; in a fault domain they fail together. */
export async function nodesOf(gateway: Gateway): Promise<ClusterNode[]> {
  const nodes = await list<Node>(gateway, "/Nodes");
  return nodes.map((node) => ({
    name: node.Name,
    zone: node.FaultDomain,
    state: STATES[node.NodeStatus] ?? "down",
    isManager: Boolean(node.IsSeedNode),
    address: node.IpAddressOrFQDN,
  }));
}

const STATES: Partial<Record<Node["NodeStatus"], ClusterNode["state"]>> = {
  Up: "ready",
  Disabling: "draining",
  Disabled: "draining",
  Enabling: "draining",
};
