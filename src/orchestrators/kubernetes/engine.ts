import type { KubeConfig, V1Pod } from "@kubernetes/client-node";
import type { Engine, Instance, Probe } from "../engine";
import { isLoopback, reasonOf, withTimeout } from "../../common/reach";
import { connect } from "./client";
import { logs } from "./logs";

/** Contexts that the tools for a cluster on one's own machine make. */
const LOCAL_CONTEXT = /^(docker-desktop|rancher-desktop|orbstack|minikube|colima|microk8s|kind-.*|k3d-.*)$/;
const REMEDY = "kind create cluster   (or point KUBECONFIG at a cluster)";

/** What the client makes up where it finds no kubeconfig, as kubectl does. */
const NO_KUBECONFIG = "http://localhost:8080";

export const engine: Engine = {
  async probe(): Promise<Probe> {
    try {
      const { config, version } = await connect();
      if (config.getCurrentCluster()?.server === NO_KUBECONFIG) throw new Error("there is no kubeconfig");
      const { gitVersion } = await withTimeout(version.getCode());
      const address = config.getCurrentCluster()?.server ?? "";
      return {
        reachable: true,
        product: "Kubernetes",
        version: gitVersion,
        kind: "real",
        address,
        local: isLocal(config),
      };
    } catch (error) {
      return {
        reachable: false,
        reason: `the cluster of the kubeconfig does not answer: ${reasonOf(error)}`,
        remedy: REMEDY,
      };
    }
  },

  async instances(reference) {
    const [namespace = "", name] = reference.split("/");
    const { core } = await connect();
    const pods = await core.listNamespacedPod({ namespace, labelSelector: `app.kubernetes.io/name=${name}` });
    return pods.items.map(toInstance);
  },

  /** Told by the Deployment's condition, as `kubectl rollout status` does. */
  async rollout(reference) {
    const [namespace = "", name = ""] = reference.split("/");
    const { apps } = await connect();
    const { metadata, spec, status } = await apps.readNamespacedDeployment({ namespace, name });
    const progress = status?.conditions?.find(({ type }) => type === "Progressing");
    const detail = [progress?.reason, progress?.message].filter(Boolean).join(": ");
    if (progress?.reason === "ProgressDeadlineExceeded") return { state: "failed", detail };
    const seen = (status?.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
    const counts = [status?.updatedReplicas, status?.replicas, status?.availableReplicas];
    const done = seen && counts.every((count) => (count ?? 0) === spec?.replicas);
    return { state: done ? "done" : "running", detail };
  },

  /**
   * Deletes the pod without a grace period. That is no crash: the kubelet sends SIGTERM all the same, and SIGKILL a second
   * or two later. The API has nothing more abrupt.
   * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-forced
   */
  async kill(reference, id) {
    const [namespace = ""] = reference.split("/");
    const { core } = await connect();
    await core.deleteNamespacedPod({ namespace, name: id, gracePeriodSeconds: 0 });
  },

  logs,
};

function isLocal(config: KubeConfig): boolean {
  return LOCAL_CONTEXT.test(config.currentContext) || isLoopback(config.getCurrentCluster()?.server ?? "");
}

function toInstance({ metadata, spec, status }: V1Pod): Instance {
  const container = status?.containerStatuses?.[0];
  return {
    id: metadata?.name ?? "",
    state: stateOf({ metadata, status }),
    image: container?.imageID || spec?.containers[0]?.image,
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
