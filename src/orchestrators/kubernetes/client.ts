import { existsSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import { delimiter } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { reasonOf } from "../../common/reason";
import { type KubernetesConnection, serverOf } from "./connection";

/** The clients of one cluster's API. */
export type Clients = Awaited<ReturnType<typeof connectTo>>;

/** The kubeconfig does not lead to the cluster of a connection. */
export class NoCluster extends Error {
  constructor(
    message: string,
    /** The step that fixes it. */
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** How to get a cluster. */
export const GET_A_CLUSTER =
  "kind create cluster --config engines/kind.yaml   (or point KUBECONFIG at a cluster)";

// Loaded when it is used: the client takes longer to load than all of Podium.
const load = () => import("@kubernetes/client-node");

/**
 * Opens the clients of the cluster that a connection names, whatever the current context is by now.
 * @throws NoCluster if the kubeconfig does not lead there, or no longer does.
 */
export async function connectTo({ kubeconfig, context, server }: KubernetesConnection) {
  const { AppsV1Api, CoreV1Api, DiscoveryV1Api, KubernetesObjectApi, VersionApi } = await load();
  const config = await read(kubeconfig);
  if (!context) {
    throw new NoCluster(`${kubeconfig} has no current context`, "kubectl config use-context NAME");
  }
  const found = config.getContextObject(context);
  const cluster = found && config.getCluster(found.cluster);
  if (!cluster) {
    const lacks = found
      ? `no cluster ${found.cluster}, which the context ${context} names`
      : `no context ${context}`;
    throw new NoCluster(`${kubeconfig} has ${lacks}`, `restore the context ${context} in ${kubeconfig}`);
  }
  const address = serverOf(cluster.server);
  if (server && address !== server) {
    throw new NoCluster(
      `the context ${context} leads to ${address} now, but the stack was deployed to ${server}`,
      `make the context ${context} in ${kubeconfig} lead to ${server} again`,
    );
  }
  config.setCurrentContext(context);
  return {
    config,
    address,
    apps: config.makeApiClient(AppsV1Api),
    core: config.makeApiClient(CoreV1Api),
    discovery: config.makeApiClient(DiscoveryV1Api),
    /** For objects of any kind. */
    objects: KubernetesObjectApi.makeApiClient(config),
    version: config.makeApiClient(VersionApi),
  };
}

async function read(kubeconfig: string): Promise<KubeConfig> {
  const { KubeConfig } = await load();
  const paths = kubeconfig.split(delimiter).filter((path) => existsSync(path));
  if (!paths.length) throw new NoCluster(`there is no kubeconfig file ${kubeconfig}`, GET_A_CLUSTER);
  const files = paths.map((path) => {
    const file = new KubeConfig();
    try {
      // An incomplete entry only matters to those who need it.
      file.loadFromFile(path, { onInvalidEntry: "filter" });
    } catch (error) {
      // The error's own message can quote the file, and with it a credential.
      const { code } = error as NodeJS.ErrnoException;
      const reason = code ? `cannot be read: ${code}` : "is not a kubeconfig file";
      throw new NoCluster(`${path} ${reason}`, `repair ${path}, or point KUBECONFIG at another file`);
    }
    return file;
  });
  // Of several entries with the same name, the client takes the first, as kubectl does.
  const all = new KubeConfig();
  all.loadFromOptions({
    clusters: files.flatMap(({ clusters }) => clusters),
    users: files.flatMap(({ users }) => users),
    contexts: files.flatMap(({ contexts }) => contexts),
  });
  return all;
}

/** The status of the response that made a request fail, if there was one: other errors have a string as their code. */
export function statusOf(error: unknown): number | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "number" ? code : undefined;
}

/** Why a request failed; the client's own message is the whole response, headers included. */
export function messageOf(error: unknown): string {
  const status = statusOf(error);
  if (status === undefined) return reasonOf(error);
  return messageIn((error as { body?: unknown }).body) ?? describeStatus(status);
}

/** E.g. `HTTP 502 Bad Gateway`. */
export const describeStatus = (status: number): string =>
  `HTTP ${status} ${STATUS_CODES[status] ?? ""}`.trim();

/** The reason that the API server states in an error response. */
export function messageIn(body: unknown): string | undefined {
  try {
    return ((typeof body === "string" ? JSON.parse(body) : body) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
