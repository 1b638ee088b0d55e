import type { ClusterNode } from "../orchestrators/engine";

/** What a timeline says of a node that a drill takes or gives back, after the node's name: by what state it has from then on. */
export const NODE_EVENTS: Record<ClusterNode["state"], string> = {
  draining: "is drained",
  down: "is lost",
  ready: "takes instances again",
};
