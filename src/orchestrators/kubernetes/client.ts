import { reasonOf } from "../../common/reach";

// Loaded when used: the client takes longer to load than all of Podium.
export const client = () => import("@kubernetes/client-node");

/** The clients of the cluster that the kubeconfig's current context names. */
export async function connect() {
  const { KubeConfig, AppsV1Api, CoreV1Api, VersionApi } = await client();
  const config = new KubeConfig();
  config.loadFromDefault();
  return {
    config,
    apps: config.makeApiClient(AppsV1Api),
    core: config.makeApiClient(CoreV1Api),
    version: config.makeApiClient(VersionApi),
  };
}

/** What the API server says was wrong; the client's own message is its whole answer, headers included. */
export function messageOf(error: unknown): string {
  const { body } = error as { body?: unknown };
  try {
    const { message } = (typeof body === "string" ? JSON.parse(body) : body) as { message?: string };
    return message ?? reasonOf(error);
  } catch {
    return reasonOf(error);
  }
}
