import type { ClusterNode } from "../engine";
import { type Info, request } from "./api";
import { type Agent, agentsOf } from "./mesos";

/** The agents of Mesos, which Marathon's own API does not list. None where Marathon reports no Mesos master. */
export async function nodesOf(url: string): Promise<ClusterNode[]> {
  const { marathon_config } = await request<Info>(url, "GET", "/v2/info");
  const master = marathon_config?.mesos_leader_ui_url;
  if (!master) return [];
  const { hostname } = new URL(master);
  return (await agentsOf(master)).map((agent) => ({
    name: agent.hostname,
    zone: agent.domain?.fault_domain?.zone?.name,
    state: stateOf(agent),
    // A master may share its machine with an agent.
    isManager: agent.hostname === hostname,
    address: agent.hostname,
    cores: agent.resources?.cpus,
    memory: agent.resources?.mem,
  }));
}

function stateOf({ deactivated, active }: Agent): ClusterNode["state"] {
  if (deactivated) return "draining";
  return active ? "ready" : "down";
}
