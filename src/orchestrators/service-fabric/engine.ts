import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { reasonOf } from "../../common/reason";
import { withTimeout } from "../../common/reach";
import type { Connection } from "../../program/connection";
import type { Engine, Probe, Rollout } from "../engine";
import { snapshots } from "../lines";
import { zoning } from "../zones";
import { identify } from "./cluster";
import { schema } from "./connection";
import { call, type Gateway } from "./gateway";
import { reportsOf } from "./health";
import { deployedAt, findInstances, findRunning } from "./instances";
import { nodesOf } from "./nodes";
import { ownedIn } from "./owned";
import { hasFailed, isRollingBack, isRollingForward, upgradeProgress } from "./progress";

const REMEDY =
  "export SERVICE_FABRIC_ENDPOINT=https://CLUSTER.REGION.cloudapp.azure.com:19080   (the HTTP gateway of a Linux cluster)";

/** Milliseconds after which an unused connection closes. */
const IDLE_MS = 5000;

/** The cluster behind a connection, through its HTTP gateway. */
export function connect(connection: Connection): Engine {
  const { endpoint } = schema.parse(connection);
  const Agent = endpoint.startsWith("https:") ? HttpsAgent : HttpAgent;
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const gateway: Gateway = { endpoint, agent };
  const nodes = () => nodesOf(gateway);
  const withZones = zoning(nodes);

  return {
    async probe(): Promise<Probe> {
      try {
        return { reachable: true, ...(await withTimeout(identify(gateway))) };
      } catch (error) {
        return { reachable: false, reason: reasonOf(error), remedy: REMEDY };
      }
    },

    async instances(reference) {
      return withZones((await findInstances(gateway, reference)).map(({ instance }) => instance));
    },

    nodes,

    async rollout(reference): Promise<Rollout> {
      const progress = await upgradeProgress(gateway, reference);
      const reason = hasFailed(progress) ? progress.FailureReason : undefined;
      const detail = [progress.UpgradeState, reason, ...reportsOf(progress.UnhealthyEvaluations)]
        .filter(Boolean)
        .join("; ");
      if (progress.UpgradeState === "RollingBackCompleted" || isRollingBack(progress)) {
        return { state: "rolled-back", detail };
      }
      if (hasFailed(progress)) return { state: "failed", detail };
      return { state: isRollingForward(progress) ? "running" : "done", detail };
    },

    /**
     * Restarts the instance's code package, which aborts its process: an ungraceful fault, in the words of
     * https://learn.microsoft.com/azure/service-fabric/service-fabric-testability-actions. Deleting the replica instead
     * would close it first, and a new one would start elsewhere.
     */
    async kill(reference, id) {
      const { code, node } = await findRunning(gateway, reference, id);
      const path = `${deployedAt(node, reference)}/$/GetCodePackages/$/Restart`;
      await call(gateway, "POST", path, {
        ServiceManifestName: code.ServiceManifestName,
        ServicePackageActivationId: code.ServicePackageActivationId,
        CodePackageName: code.Name,
        // The cluster refuses if another process runs by now.
        CodePackageInstanceId: code.MainEntryPoint.InstanceId,
      });
    },

    /** https://learn.microsoft.com/rest/api/servicefabric/sfclient-api-getcontainerlogsdeployedonnode */
    async *logs(reference, id, options) {
      const { code, node } = await findRunning(gateway, reference, id);
      const name = `ServiceManifestName=${code.ServiceManifestName}&CodePackageName=${code.Name}`;
      const path = `${deployedAt(node, reference)}/$/GetCodePackages/$/ContainerLogs?${name}`;
      yield* snapshots(async (tail) => {
        const log = await call<{ Content?: string }>(gateway, "GET", `${path}&Tail=${tail ?? "all"}`);
        return log?.Content ?? "";
      }, options);
    },

    owned: (workload) => ownedIn(gateway, workload),

    close: () => agent.destroy(),
  };
}
