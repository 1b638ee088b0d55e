import type { KubernetesObject } from "@kubernetes/client-node";
import type { Owned } from "../engine";
import { type Clients, statusOf } from "./client";
import { NAME_LABEL } from "./names";

/** The kinds of objects in a workload's namespace, each with its API. */
const KINDS = {
  Deployment: "apps/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  NetworkPolicy: "networking.k8s.io/v1",
  PodDisruptionBudget: "policy/v1",
  Secret: "v1",
  Service: "v1",
  ServiceAccount: "v1",
} as const;

/** The workload's namespace, and what Podium has made in it. */
export async function ownedIn(
  { core, objects }: Clients,
  context: string,
  workload: string,
): Promise<Owned[]> {
  const selector = `${NAME_LABEL}=${workload},app.kubernetes.io/managed-by=podium`;
  const { items: namespaces } = await core.listNamespace({ labelSelector: selector });
  if (!namespaces.length) return [];
  const found = await Promise.all(
    Object.entries(KINDS).map(async ([kind, api]) => {
      const { items } = await objects
        .list(api, kind, workload, undefined, undefined, undefined, undefined, selector)
        .catch(noneIfForbidden);
      return items.map((item) => entry(context, kind, api, item));
    }),
  );
  return [...found.flat(), ...namespaces.map((item) => entry(context, "Namespace", "v1", item))];
}

/** A user who may not list a kind has made nothing of it either. */
function noneIfForbidden(error: unknown): { items: KubernetesObject[] } {
  if (statusOf(error) === 403) return { items: [] };
  throw error;
}

function entry(context: string, kind: string, api: string, { metadata }: KubernetesObject): Owned {
  const { name = "", namespace } = metadata ?? {};
  const what = kind.toLowerCase();
  // With the namespace, all that is in it is deleted.
  const remove = `kubectl --context ${context} delete namespace ${namespace ?? name}`;
  return {
    type: `kubernetes:${api === "v1" ? "core/v1" : api}:${kind}`,
    id: namespace ? `${namespace}/${name}` : name,
    name: `${what} ${name}`,
    remove,
  };
}
