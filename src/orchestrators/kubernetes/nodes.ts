import type { V1Node } from "@kubernetes/client-node";
import { isOwnAddress } from "../../common/machine";
import type { ClusterNode } from "../engine";
import { type Clients, statusOf } from "./client";
import { parseQuantity } from "./quantity";

/** https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const ZONE = "topology.kubernetes.io/zone";
const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

/** The cluster's nodes; those of a hosted control plane are not among them. */
export async function nodesOf(clients: Clients): Promise<ClusterNode[]> {
  const [{ items }, servers] = await Promise.all([clients.core.listNode(), apiServersOf(clients)]);
  return items.map((node) => toClusterNode(node, servers));
}

function toClusterNode({ metadata, spec, status }: V1Node, servers: string[]): ClusterNode {
  const labels = metadata?.labels ?? {};
  const address = status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
  const isReady = status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
  // What the system has reserved for itself is not in it.
  const { cpu, memory } = status?.allocatable ?? {};
  const bytes = parseQuantity(memory);
  return {
    name: metadata?.name ?? "",
    zone: labels[ZONE],
    state: !isReady ? "down" : spec?.unschedulable ? "draining" : "ready",
    isManager: CONTROL_PLANE in labels || servers.some((each) => isSameMachine(each, address)),
    address,
    cores: parseQuantity(cpu),
    memory: bytes && Math.floor(bytes / 2 ** 20),
  };
}

/** An API server may have another address of the machine than its node: of this machine, all are known. */
const isSameMachine = (a: string, b = "") => a === b || (isOwnAddress(a) && isOwnAddress(b));

/**
 * The addresses of the API servers, by which nodes are known that nobody has given the label. None for users who may
 * not read that.
 */
async function apiServersOf({ discovery }: Clients): Promise<string[]> {
  try {
    const labelSelector = "kubernetes.io/service-name=kubernetes";
    const { items } = await discovery.listNamespacedEndpointSlice({ namespace: "default", labelSelector });
    return items.flatMap(({ endpoints }) => (endpoints ?? []).flatMap(({ addresses }) => addresses));
  } catch (error) {
    if (statusOf(error) === 403) return [];
    throw error;
  }
}
