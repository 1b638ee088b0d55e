import type { V1Node } from "@kubernetes/client-node";
import { bootId } from "../../common/machine";
import { once } from "../../common/once";
import { isLoopback, withTimeout } from "../../common/reach";
import type { Connection } from "../../program/connection";
import type { Engine, Probe } from "../engine";
import { kindOf } from "../kind";
import { zoning } from "../zones";
import { type Clients, connectTo, GET_A_CLUSTER, messageOf, NoCluster, statusOf } from "./client";
import { schema } from "./connection";
import { readLog } from "./logs";
import { NAME_LABEL } from "./names";
import { nodesOf } from "./nodes";
import { ownedIn } from "./owned";
import { instanceOf, rolloutOf } from "./status";

const PRODUCT = "Kubernetes";

/** Contexts created by tools for clusters on the user's own machine. */
const LOCAL_CONTEXT = /^(docker-desktop|rancher-desktop|orbstack|minikube|colima|microk8s|kind-.*|k3d-.*)$/;

/** The cluster behind a connection, through its API server. */
export function connect(connection: Connection): Engine {
  const wanted = schema.parse(connection);
  const open = once(() => connectTo(wanted));

  async function call<T>(request: (clients: Clients) => Promise<T>): Promise<T> {
    const clients = await open();
    return request(clients).catch((error: unknown) => {
      throw new Error(messageOf(error));
    });
  }

  const nodes = () => call(nodesOf);
  const withZones = zoning(nodes);

  return {
    async probe(): Promise<Probe> {
      try {
        const clients = await open();
        return await withTimeout(examine(clients, wanted.context));
      } catch (error) {
        if (error instanceof NoCluster) {
          return { reachable: false, reason: error.message, remedy: error.remedy };
        }
        // The next call reads the kubeconfig again: its credentials may have expired.
        void open.forget();
        const hasResponded = statusOf(error) !== undefined;
        return {
          reachable: false,
          reason:
            `the cluster of the context ${wanted.context} ` +
            `${hasResponded ? "reports an error" : "does not respond"}: ${messageOf(error)}`,
          remedy: hasResponded ? `kubectl --context ${wanted.context} auth whoami` : GET_A_CLUSTER,
        };
      }
    },

    async instances(reference) {
      const { namespace, name } = parse(reference);
      const labelSelector = `${NAME_LABEL}=${name}`;
      const { items } = await call(({ core }) => core.listNamespacedPod({ namespace, labelSelector }));
      return withZones(items.map(instanceOf));
    },

    nodes,

    async rollout(reference) {
      return rolloutOf(await call(({ apps }) => apps.readNamespacedDeployment(parse(reference))));
    },

    /**
     * Deletes the pod without a grace period. That is no crash: the kubelet cuts the pre-stop sleep short after a
     * second, then sends SIGTERM, and SIGKILL two seconds later. The API has nothing more abrupt.
     * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-forced
     */
    async kill(reference, id) {
      const { namespace } = parse(reference);
      await call(({ core }) => core.deleteNamespacedPod({ namespace, name: id, gracePeriodSeconds: 0 }));
    },

    async *logs(reference, id, options) {
      yield* readLog(await open(), { namespace: parse(reference).namespace, name: id }, options);
    },

    owned: (workload) => call((clients) => ownedIn(clients, wanted.context ?? "", workload)),

    // Its requests keep no connection open.
    close: () => undefined,
  };
}

function parse(reference: string) {
  const [namespace = "", name = ""] = reference.split("/");
  return { namespace, name };
}

async function examine(clients: Clients, context = ""): Promise<Probe> {
  const [{ gitVersion: version }, nodes, identity] = await Promise.all([
    clients.version.getCode(),
    listNodes(clients),
    identityOf(clients),
  ]);
  return {
    reachable: true,
    product: PRODUCT,
    version,
    kind: kindOf(PRODUCT, version),
    address: `${clients.address} (context ${context})`,
    identity,
    local: isLocal(nodes, context, clients.address),
  };
}

/** The usual identity of a cluster, or its address for users who may not read that. */
const identityOf = async ({ core, address }: Clients): Promise<string> =>
  core
    .readNamespace({ name: "kube-system" })
    .then(({ metadata }) => metadata?.uid ?? address)
    .catch(unlessForbidden(address));

/** None for users who may not list nodes. */
const listNodes = async ({ core }: Clients): Promise<V1Node[]> =>
  core
    .listNode({ limit: 500 })
    .then(({ items }) => items)
    .catch(unlessForbidden<V1Node[]>([]));

const unlessForbidden =
  <T>(otherwise: T) =>
  (error: unknown): T => {
    if (statusOf(error) === 403) return otherwise;
    throw error;
  };

/**
 * Whether a node runs on this machine's kernel, as nodes in containers do. macOS and Windows have no boot id to compare,
 * and local clusters run in a virtual machine there: then the context of a tool for such clusters counts.
 */
function isLocal(nodes: V1Node[], context: string, address: string): boolean {
  const boot = bootId();
  if (boot === undefined) return LOCAL_CONTEXT.test(context) && isLoopback(address);
  return nodes.some(({ status }) => status?.nodeInfo?.bootID === boot);
}
