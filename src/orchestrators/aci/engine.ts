import type { ContainerGroup } from "@azure/arm-containerinstance";
import type { Engine, Probe } from "../engine";
import { snapshots } from "../lines";
import { reasonOf, withTimeout } from "../../common/reach";
import { type Azure, connect } from "./azure";
import { toInstance } from "./instance";
import { CONTAINER } from "./names";

const REQUEST_SECONDS = 30;
const REMEDY = "az login   (or set AZURE_SUBSCRIPTION_ID and what DefaultAzureCredential reads)";

/**
 * Azure Container Instances through Azure Resource Manager.
 * @param open gives the client; it is kept, since a login can take longer than a request.
 */
export function aciEngine(open: () => Promise<Azure>): Engine {
  let opened: Promise<Azure> | undefined;
  const azure = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };

  /** The groups of the deployment; each is asked for by itself, since a list has no instance views. */
  async function groupsOf(reference: string): Promise<ContainerGroup[]> {
    const [resourceGroup = "", workload = ""] = reference.split("/");
    const { containerGroups } = await azure();
    try {
      const names: string[] = [];
      for await (const { name = "", tags } of containerGroups.listByResourceGroup(resourceGroup, timeout())) {
        if (tags?.["workload"] === workload) names.push(name);
      }
      const found = names.map((name) => containerGroups.get(resourceGroup, name, timeout()).catch(ifThere));
      return (await Promise.all(found)).filter((group) => group !== undefined);
    } catch (error) {
      return ifThere(error) ?? [];
    }
  }

  return {
    async probe(): Promise<Probe> {
      try {
        const client = await azure();
        // Any answer does, as long as it is one to somebody who may look at container groups.
        await withTimeout(client.containerGroups.list(timeout(3)).next());
        return {
          reachable: true,
          product: "Azure Container Instances",
          version: client.apiVersion,
          kind: "real",
          address: client.$host,
          local: false,
        };
      } catch (error) {
        return { reachable: false, reason: `Azure does not answer: ${reasonInShort(error)}`, remedy: REMEDY };
      }
    },

    async instances(reference) {
      return (await groupsOf(reference)).map((group) => toInstance(group));
    },

    /** Azure knows an update of each group only: the rollout is done once all are done, with one image and version. */
    async rollout(reference) {
      const groups = await groupsOf(reference);
      const detail = groups.map(describe).join("; ");
      if (groups.some(({ provisioningState }) => provisioningState === "Failed"))
        return { state: "failed", detail };
      const releases = new Set(
        groups.map(({ containers, tags }) => `${containers[0]?.image} ${tags?.["version"]}`),
      );
      const running = groups.every(
        (group) => group.provisioningState === "Succeeded" && group.instanceView?.state === "Running",
      );
      return { state: running && releases.size === 1 ? "done" : "running", detail };
    },

    /**
     * Restarts the group: the nearest to a crash that Azure offers. Its process may get SIGTERM first. After `stop` or
     * `delete` nothing would start it again, and from within a container its first process cannot be killed.
     */
    async kill(reference, id) {
      const [resourceGroup = ""] = reference.split("/");
      const { containerGroups } = await azure();
      await containerGroups.beginRestart(resourceGroup, id, timeout());
    },

    /** Azure keeps 4 MB of it, and forgets them when the group restarts. */
    async *logs(reference, id, options) {
      const [resourceGroup = ""] = reference.split("/");
      const { containers } = await azure();
      yield* snapshots(async (tail) => {
        const wanted = { ...timeout(), tail };
        return (await containers.listLogs(resourceGroup, id, CONTAINER, wanted)).content ?? "";
      }, options);
    },
  };
}

export const engine = aciEngine(connect);

const timeout = (seconds = REQUEST_SECONDS) => ({ abortSignal: AbortSignal.timeout(seconds * 1000) });

/** Nothing, if the error says that what was asked for is not there. */
function ifThere(error: unknown): undefined {
  if ((error as { statusCode?: number }).statusCode === 404) return undefined;
  throw error;
}

const describe = ({ name, provisioningState, instanceView, tags }: ContainerGroup) =>
  [name, tags?.["version"], provisioningState, instanceView?.state].filter(Boolean).join(" ");

/** In one line: where several ways to log in were tried, the error has a paragraph on each. */
function reasonInShort(error: unknown): string {
  if ((error as Error).name === "AggregateAuthenticationError") return "no way to log in worked";
  return reasonOf(error).split("\n")[0] ?? "";
}
