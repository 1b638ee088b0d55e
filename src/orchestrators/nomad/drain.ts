import type { NodeStub } from "./api";
import type { NomadClient } from "./client";
import { seconds } from "./jobspec";

/**
 * Drains a node: allocations of service jobs migrate as their `migrate` blocks say, and all that are left when the deadline
 * is over end. Those of system jobs stay, as the pods of DaemonSets usually do: the front door among them goes on serving.
 * https://developer.hashicorp.com/nomad/api-docs/nodes#drain-node
 * @param deadline seconds.
 */
export async function drainNode(client: NomadClient, name: string, deadline: number): Promise<void> {
  await client.call(`node/${await idOf(client, name)}/drain`, {
    method: "PUT",
    body: { DrainSpec: { Deadline: seconds(deadline), IgnoreSystemJobs: true }, MarkEligible: false },
  });
}

/** Ends a node's drain, and lets allocations onto it again. A finished drain has left it ineligible. */
export async function undrainNode(client: NomadClient, name: string): Promise<void> {
  await client.call(`node/${await idOf(client, name)}/drain`, {
    method: "PUT",
    body: { DrainSpec: null, MarkEligible: true },
  });
}

/** @throws Error if there is no such node, or more than one: names need not be unique. */
async function idOf(client: NomadClient, name: string): Promise<string> {
  const nodes = await client.call<NodeStub[]>("nodes");
  const found = nodes.filter(({ Name, Status }) => Name === name && Status !== "down");
  if (found.length === 1) return found[0]!.ID;
  throw new Error(found.length ? `${found.length} nodes are called ${name}` : `no node is called ${name}`);
}
