import type { ContainerGroup } from "@azure/arm-containerinstance";
import { once } from "../../common/once";
import { reasonOf } from "../../common/reason";
import { PROBE_SECONDS, withTimeout } from "../../common/reach";
import type { Connection } from "../../program/connection";
import type { Engine, Probe, Rollout } from "../engine";
import { snapshots } from "../lines";
import { connectTo, timeout } from "./client";
import { schema } from "./connection";
import { toInstance } from "./instance";
import { CONTAINER } from "./names";
import { ownedIn } from "./owned";

const NO_SUBSCRIPTION = "no subscription is configured, and `az` is not logged in";
const REMEDY = "az login   (or set ARM_SUBSCRIPTION_ID, ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET)";

/**
 * Azure Container Instances in the subscription of a connection, through Azure Resource Manager.
 * @param open opens the client, which is kept: a login can take longer than a request.
 */
export function connect(connection: Connection, open = connectTo): Engine {
  const { subscription } = schema.parse(connection);
  const azure = once(async () => {
    if (!subscription) throw new Error(NO_SUBSCRIPTION);
    return open(subscription);
  });

  /** The groups of the deployment, each requested on its own: a list has no instance views. */
  async function groupsOf(reference: string): Promise<ContainerGroup[]> {
    const { resourceGroup, workload } = partsOf(reference);
    const { containerGroups } = await azure();
    try {
      const names: string[] = [];
      for await (const { name = "", tags } of containerGroups.listByResourceGroup(resourceGroup, timeout())) {
        if (tags?.["workload"] === workload) names.push(name);
      }
      const found = names.map((name) =>
        containerGroups.get(resourceGroup, name, timeout()).catch(undefinedIfGone),
      );
      return (await Promise.all(found)).filter((group) => group !== undefined);
    } catch (error) {
      return undefinedIfGone(error) ?? [];
    }
  }

  return {
    async probe(): Promise<Probe> {
      try {
        const client = await azure();
        // Any response will do, as long as it is one to a user who may list container groups.
        await withTimeout(client.containerGroups.list(timeout(PROBE_SECONDS)).next());
        return {
          reachable: true,
          product: "Azure Container Instances",
          version: client.apiVersion,
          kind: "real",
          address: client.$host,
          identity: client.subscriptionId,
          local: false,
        };
      } catch (error) {
        const reason = subscription ? `Azure does not respond: ${inShort(error)}` : NO_SUBSCRIPTION;
        return { reachable: false, reason, remedy: REMEDY };
      }
    },

    async instances(reference) {
      return (await groupsOf(reference)).map((group) => toInstance(group));
    },

    nodes: async () => [],

    async rollout(reference) {
      return rolloutOf(await groupsOf(reference));
    },

    /**
     * Restarts the group: the nearest to a crash that Azure offers. Its process may get SIGTERM first. After `stop` or
     * `delete` nothing would start it again, and its first process cannot be killed from within the container.
     */
    async kill(reference, id) {
      const { resourceGroup } = partsOf(reference);
      const { containerGroups } = await azure();
      await containerGroups.beginRestart(resourceGroup, id, timeout());
    },

    /** Azure keeps the last 4 MB, until the group restarts. */
    async *logs(reference, id, options) {
      const { resourceGroup } = partsOf(reference);
      const { containers } = await azure();
      yield* snapshots(async (tail) => {
        const wanted = { ...timeout(), tail };
        return (await containers.listLogs(resourceGroup, id, CONTAINER, wanted)).content ?? "";
      }, options);
    },

    owned: async (workload) => ownedIn(await azure(), workload),

    // Azure's client has nothing to close: an idle connection does not keep the process alive.
    close: () => undefined,
  };
}

/** A deployment is referred to by its resource group and its workload's name. */
function partsOf(reference: string) {
  const [resourceGroup = "", workload = ""] = reference.split("/");
  return { resourceGroup, workload };
}

/** @throws the error, unless it says that what was requested does not exist. */
function undefinedIfGone(error: unknown): undefined {
  if ((error as { statusCode?: number }).statusCode === 404) return undefined;
  throw error;
}

/** Azure knows an update of each group only: the rollout is done once all run, with the same image and version. */
function rolloutOf(groups: ContainerGroup[]): Rollout {
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
}

const describe = ({ name, provisioningState, instanceView, tags }: ContainerGroup) =>
  [name, tags?.["version"], provisioningState, instanceView?.state].filter(Boolean).join(" ");

/** In one line: after several attempts to log in, the error has a paragraph on each. */
function inShort(error: unknown): string {
  const { name } = error as Error;
  if (name === "AggregateAuthenticationError") return "every way to log in has failed";
  if (name === "AbortError") return `no response within ${PROBE_SECONDS} s`;
  return reasonOf(error).split("\n")[0] ?? "";
}
