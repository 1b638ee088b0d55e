import type { ClusterNode } from "../engine";
import { ZONE_LABEL } from "./names";

/** What Podium reads about a node: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Node */
export interface Node {
  ID: string;
  Spec?: { Availability?: "active" | "pause" | "drain"; Labels?: Record<string, string> };
  Description?: { Hostname?: string; Resources?: { NanoCPUs?: number; MemoryBytes?: number } };
  Status?: { State?: "unknown" | "down" | "ready" | "disconnected"; Addr?: string };
  /** Only of managers. */
  ManagerStatus?: object | null;
}

/** What users call it: `docker node ls` shows the host's name, and most commands accept it. */
export const nameOf = ({ ID, Description }: Node): string => Description?.Hostname ?? ID;

export const zoneOf = ({ Spec }: Node): string | undefined => Spec?.Labels?.[ZONE_LABEL];

/** A node as the swarm's managers see it. */
export function toClusterNode(node: Node): ClusterNode {
  const { NanoCPUs, MemoryBytes } = node.Description?.Resources ?? {};
  return {
    name: nameOf(node),
    zone: zoneOf(node),
    state: stateOf(node),
    isManager: Boolean(node.ManagerStatus),
    address: node.Status?.Addr,
    cores: NanoCPUs && NanoCPUs / 1e9,
    memory: MemoryBytes && Math.floor(MemoryBytes / 2 ** 20),
  };
}

function stateOf({ Status, Spec }: Node): ClusterNode["state"] {
  if (Status?.State !== "ready") return "down";
  return Spec?.Availability === "active" ? "ready" : "draining";
}
