import type { V1Deployment, V1Pod } from "@kubernetes/client-node";
import type { Instance, Rollout } from "../engine";

/** Judged by the Deployment's condition, as `kubectl rollout status` does. */
export function rolloutOf({ metadata, spec, status }: V1Deployment): Rollout {
  // Until the controller has observed an update, its status is still about the one before.
  if ((status?.observedGeneration ?? 0) < (metadata?.generation ?? 0)) {
    return { state: "running", detail: "the update has not been observed yet" };
  }
  const progress = status?.conditions?.find(({ type }) => type === "Progressing");
  const detail = [progress?.reason, progress?.message].filter(Boolean).join(": ");
  if (progress?.reason === "ProgressDeadlineExceeded") return { state: "failed", detail };
  const counts = [status?.updatedReplicas, status?.replicas, status?.availableReplicas];
  const isDone = counts.every((count) => (count ?? 0) === spec?.replicas);
  return { state: isDone ? "done" : "running", detail };
}

/** A pod as an instance. */
export function instanceOf({ metadata, spec, status }: V1Pod): Instance {
  const container = status?.containerStatuses?.[0];
  return {
    id: metadata?.name ?? "",
    state: stateOf({ metadata, status }),
    image: imageOf(spec?.containers[0]?.image, container?.imageID),
    startedAt: container?.state?.running?.startedAt?.toISOString(),
    node: spec?.nodeName,
  };
}

function stateOf({ metadata, status }: V1Pod): Instance["state"] {
  if (metadata?.deletionTimestamp) return "stopping";
  if (status?.phase === "Failed") return "failed";
  if (status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True")) return "ready";
  return status?.containerStatuses?.[0]?.started ? "unready" : "starting";
}

/**
 * A pod whose specification has a digest runs that image and no other. What the runtime reports may be another digest of
 * the same image: that of its index or that of its platform, depending on what else the node has pulled.
 * https://github.com/kubernetes/kubernetes/issues/115199
 */
const imageOf = (specified?: string, reported?: string) =>
  specified?.includes("@sha256:") ? specified : reported || specified;
