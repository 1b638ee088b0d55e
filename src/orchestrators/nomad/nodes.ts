import type { ClusterNode } from "../engine";
import type { AgentMembers, NodeStub } from "./api";
import type { NomadClient } from "./client";

/**
 * The region's clients. A datacenter is where Nomad expects them to fail together:
 * https://developer.hashicorp.com/nomad/docs/glossary#datacenter
 */
export async function nodesOf(client: NomadClient): Promise<ClusterNode[]> {
  const [nodes, { Members }] = await Promise.all([
    client.call<NodeStub[]>("nodes", { query: { resources: "true" } }),
    client.call<AgentMembers>("agent/members"),
  ]);
  const servers = Members.map(({ Addr }) => Addr);
  return nodes.map((node) => ({
    name: node.Name,
    zone: node.Datacenter,
    state: stateOf(node),
    // An agent can be a client and a server at once, and the two know nothing of each other.
    isManager: servers.includes(node.Address),
    address: node.Address,
    cores: node.NodeResources?.Cpu?.TotalCpuCores,
    memory: node.NodeResources?.Memory?.MemoryMB,
  }));
}

function stateOf({ Status, Drain, SchedulingEligibility }: NodeStub): ClusterNode["state"] {
  if (Status !== "ready") return "down";
  // It stays ineligible once it is drained.
  return Drain || SchedulingEligibility !== "eligible" ? "draining" : "ready";
}
