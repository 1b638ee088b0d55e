import type { Engine, Instance, Probe, Rollout } from "../engine";
import { snapshots } from "../lines";
import { isLoopback, reasonOf, withTimeout } from "../../common/reach";
import { call, gatewayEndpoint, idOf, unless } from "./gateway";
import { reportsOf } from "./health";
import { hasFailed, isRollingBack, isRollingForward, upgradeProgress } from "./progress";

const REMEDY =
  "export SERVICE_FABRIC_ENDPOINT=https://CLUSTER.REGION.cloudapp.azure.com:19080   (the HTTP gateway of a Linux cluster)";

export const engine: Engine = {
  async probe(): Promise<Probe> {
    const address = gatewayEndpoint();
    try {
      const answer = await withTimeout(call<{ Version?: string }>(address, "GET", "/$/GetClusterVersion"));
      const text = answer?.Version;
      if (!text) throw new Error(`${address} is no Service Fabric gateway`);
      const standIn = /stand-in/i.test(text);
      const [version = text] = /[\d.]+/.exec(text) ?? [];
      return {
        reachable: true,
        product: standIn ? "Service Fabric stand-in" : "Service Fabric",
        version,
        kind: standIn ? "stand-in" : "real",
        address,
        local: isLoopback(address),
      };
    } catch (error) {
      return { reachable: false, reason: reasonOf(error), remedy: REMEDY };
    }
  },

  async instances(reference) {
    return (await findInstances(reference)).map(({ instance }) => instance);
  },

  async rollout(reference): Promise<Rollout> {
    const progress = await upgradeProgress(gatewayEndpoint(), reference);
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
    const { code, node } = await findRunning(reference, id);
    const path = `${deployedAt(node, reference)}/$/GetCodePackages/$/Restart`;
    await call(gatewayEndpoint(), "POST", path, {
      ServiceManifestName: code.ServiceManifestName,
      ServicePackageActivationId: code.ServicePackageActivationId,
      CodePackageName: code.Name,
      // Refused where meanwhile another process runs.
      CodePackageInstanceId: code.MainEntryPoint.InstanceId,
    });
  },

  /** https://learn.microsoft.com/rest/api/servicefabric/sfclient-api-getcontainerlogsdeployedonnode */
  async *logs(reference, id, options) {
    const { code, node } = await findRunning(reference, id);
    const name = `ServiceManifestName=${code.ServiceManifestName}&CodePackageName=${code.Name}`;
    const path = `${deployedAt(node, reference)}/$/GetCodePackages/$/ContainerLogs?${name}`;
    yield* snapshots(async (tail) => {
      const answer = await call<{ Content?: string }>(
        gatewayEndpoint(),
        "GET",
        `${path}&Tail=${tail ?? "all"}`,
      );
      return answer?.Content ?? "";
    }, options);
  },
};

interface Replica {
  InstanceId: string;
  ReplicaStatus: "Invalid" | "InBuild" | "Standby" | "Ready" | "Down" | "Dropped";
  /** JSON of the endpoints that are published. */
  Address?: string;
  NodeName: string;
}

interface CodePackage {
  Name: string;
  ServiceManifestName: string;
  ServicePackageActivationId?: string;
  MainEntryPoint: {
    EntryPointLocation?: string;
    Status: "Invalid" | "Pending" | "Starting" | "Started" | "Stopping" | "Stopped";
    /** Changes with each start, unlike the replica's. */
    InstanceId: string;
    ContainerId?: string;
    CodePackageEntryPointStatistics?: {
      ContinuousExitFailureCount?: string;
      LastSuccessfulActivationTime?: string;
    };
  };
}

/** A replica keeps its place while its container is started again, so what runs is told by the code package. */
interface Found {
  instance: Instance;
  code?: CodePackage;
}

/** @throws Error if it has no container. */
async function findRunning(application: string, id: string): Promise<{ code: CodePackage; node: string }> {
  const found = (await findInstances(application)).find(({ instance }) => instance.id === id);
  if (!found?.code) throw new Error(`${application} has no running instance ${id}`);
  return { code: found.code, node: found.instance.node ?? "" };
}

async function findInstances(application: string): Promise<Found[]> {
  const endpoint = gatewayEndpoint();
  const services = await unless(
    list<{ Name: string }>(`/Applications/${idOf(application)}/$/GetServices`),
    "FABRIC_E_APPLICATION_NOT_FOUND",
  );
  const replicas = await flatMap(services ?? [], async ({ Name }) =>
    flatMap(
      await list<{ PartitionInformation: { Id: string } }>(`/Services/${idOf(Name)}/$/GetPartitions`),
      ({ PartitionInformation: { Id } }) => list<Replica>(`/Partitions/${Id}/$/GetReplicas`),
    ),
  );
  return Promise.all(
    replicas.map(async (replica) => {
      const path = `${deployedAt(replica.NodeName, application)}/$/GetCodePackages`;
      // A node takes one instance of a partition at most.
      const [code] = (await unless(call<CodePackage[]>(endpoint, "GET", path), ...NOT_YET)) ?? [];
      return { instance: toInstance(replica, code), code };
    }),
  );
}

const NOT_YET = ["FABRIC_E_APPLICATION_NOT_FOUND", "FABRIC_E_CODE_PACKAGE_NOT_FOUND"];

const list = async <T>(path: string): Promise<T[]> =>
  (await call<{ Items: T[] }>(gatewayEndpoint(), "GET", path))?.Items ?? [];

const flatMap = async <T, U>(items: T[], each: (item: T) => Promise<U[]>): Promise<U[]> =>
  (await Promise.all(items.map(each))).flat();

const deployedAt = (node: string, application: string) =>
  `/Nodes/${encodeURIComponent(node)}/$/GetApplications/${idOf(application)}`;

function toInstance(replica: Replica, code: CodePackage | undefined): Instance {
  const entry = code?.MainEntryPoint;
  return {
    // The first twelve digits are also the container's host name.
    id: entry?.ContainerId?.slice(0, 12) || entry?.InstanceId || replica.InstanceId,
    state: stateOf(replica, code),
    image: entry?.EntryPointLocation || undefined,
    startedAt: entry?.CodePackageEntryPointStatistics?.LastSuccessfulActivationTime,
    node: replica.NodeName,
  };
}

function stateOf({ ReplicaStatus, Address }: Replica, code: CodePackage | undefined): Instance["state"] {
  if (ReplicaStatus === "Dropped") return "stopping";
  if (ReplicaStatus === "Down") return "failed";
  const { Status, CodePackageEntryPointStatistics: statistics } = code?.MainEntryPoint ?? {};
  if (Status === "Stopping") return "stopping";
  if (Status === "Pending" || Status === "Stopped") {
    return Number(statistics?.ContinuousExitFailureCount ?? 0) > 0 ? "failed" : "starting";
  }
  if (Status !== "Started") return "starting";
  if (ReplicaStatus !== "Ready") return "starting";
  return hasEndpoint(Address) ? "ready" : "unready";
}

/** The readiness probe takes the endpoint away when it fails. */
function hasEndpoint(address = ""): boolean {
  try {
    const { Endpoints } = JSON.parse(address) as { Endpoints?: Record<string, string> };
    return Object.keys(Endpoints ?? {}).length > 0;
  } catch {
    // One endpoint alone may be told without JSON.
    return address !== "";
  }
}
