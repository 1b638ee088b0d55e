import { pause } from "../../common/pause";
import type { DrainLimits } from "../engine";
import { type Clients, messageOf, statusOf } from "./client";

/** Seconds between two attempts to evict a pod that the disruption budget still protects. */
const RETRY_SECONDS = 1;

/** A node's pods of one deployment. */
export interface PodsOn {
  namespace: string;
  labelSelector: string;
  node: string;
}

/**
 * Cordons a node and evicts a deployment's pods from it. `kubectl drain` evicts everybody's; a drill leaves them where they
 * are. An eviction that the PodDisruptionBudget does not allow yet is refused with 429, and tried again:
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/#how-api-initiated-eviction-works
 * @returns what was done.
 * @throws Error for a pod that the budget still protects when the time is over.
 */
export async function drainNode(clients: Clients, pods: PodsOn, limits: DrainLimits): Promise<string> {
  const { namespace, labelSelector, node } = pods;
  await cordon(clients, node, true);
  const fieldSelector = `spec.nodeName=${node}`;
  const { items } = await clients.core.listNamespacedPod({ namespace, labelSelector, fieldSelector });
  const names = items.flatMap(({ metadata }) =>
    metadata?.name && !metadata.deletionTimestamp ? [metadata.name] : [],
  );
  const deadline = Date.now() + limits.seconds * 1000;
  let refusals = 0;
  for (const name of names) {
    while (!(await evict(clients, namespace, name))) {
      refusals++;
      if (Date.now() > deadline || limits.stop.aborted)
        throw new Error(`the PodDisruptionBudget still protects the pod ${name}`);
      await pause(RETRY_SECONDS, limits.stop);
    }
  }
  const refused = refusals ? `, ${refusals} attempts refused by the PodDisruptionBudget` : "";
  return `cordoned, ${names.length} pods evicted${refused}`;
}

/** Whether new pods are kept off a node. */
export async function cordon({ core }: Clients, node: string, unschedulable: boolean): Promise<void> {
  const { PatchStrategy, setHeaderOptions } = await import("@kubernetes/client-node");
  const asMerge = setHeaderOptions("Content-Type", PatchStrategy.MergePatch);
  await core.patchNode({ name: node, body: { spec: { unschedulable } } }, asMerge);
}

/** Whether a pod's eviction was allowed; also if the pod is gone. */
async function evict({ core }: Clients, namespace: string, name: string): Promise<boolean> {
  try {
    await core.createNamespacedPodEviction({ namespace, name, body: { metadata: { name, namespace } } });
    return true;
  } catch (error) {
    if (statusOf(error) === 404) return true;
    if (statusOf(error) === 429) return false;
    throw new Error(`the pod ${name} cannot be evicted: ${messageOf(error)}`, { cause: error });
  }
}
