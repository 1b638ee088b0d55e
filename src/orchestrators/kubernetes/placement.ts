import type { input } from "@pulumi/kubernetes/types";
import type { Workload } from "../../workload/workload";
import { selectorOf } from "./labels";

/**
 * Where pods run: spread over zones and nodes, as preferences only, since a cluster with a single node or without zones
 * runs all pods nevertheless. A spread constraint for zones beside the one for nodes would undo both where nodes have no
 * zone: the scheduler leaves nodes out that lack any of the constraints' labels. Anti-affinity does not mind.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#conventions
 */
export function placement(
  workload: Workload,
): Pick<input.core.v1.PodSpec, "affinity" | "topologySpreadConstraints"> {
  const pods = {
    labelSelector: { matchLabels: selectorOf(workload) },
    // Counts pods of the same version only: those that an update is about to end would distort the spread.
    // https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition
    matchLabelKeys: ["pod-template-hash"],
  };
  return {
    topologySpreadConstraints: [
      { topologyKey: "kubernetes.io/hostname", maxSkew: 1, whenUnsatisfiable: "ScheduleAnyway", ...pods },
    ],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { topologyKey: "topology.kubernetes.io/zone", ...pods } },
        ],
      },
    },
  };
}
