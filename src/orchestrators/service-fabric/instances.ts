import type { Instance } from "../engine";
import { call, type Gateway, idOf, list, unless } from "./gateway";

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

/** A replica keeps its place while its container restarts, so only the code package says what is running. */
interface Found {
  instance: Instance;
  code?: CodePackage;
}

/**
 * A running instance.
 * @throws Error if it has no container.
 */
export async function findRunning(
  gateway: Gateway,
  application: string,
  id: string,
): Promise<{ code: CodePackage; node: string }> {
  const found = (await findInstances(gateway, application)).find(({ instance }) => instance.id === id);
  if (!found?.code) throw new Error(`${application} has no running instance ${id}`);
  return { code: found.code, node: found.instance.node ?? "" };
}

/** The instances of an application; none if it does not exist. */
export async function findInstances(gateway: Gateway, application: string): Promise<Found[]> {
  const services = await unless(
    list<{ Name: string }>(gateway, `/Applications/${idOf(application)}/$/GetServices`),
    "FABRIC_E_APPLICATION_NOT_FOUND",
  );
  const replicas = await flatMap(services ?? [], async ({ Name }) =>
    flatMap(
      await list<{ PartitionInformation: { Id: string } }>(
        gateway,
        `/Services/${idOf(Name)}/$/GetPartitions`,
      ),
      ({ PartitionInformation: { Id } }) => list<Replica>(gateway, `/Partitions/${Id}/$/GetReplicas`),
    ),
  );
  return Promise.all(
    replicas.map(async (replica) => {
      const path = `${deployedAt(replica.NodeName, application)}/$/GetCodePackages`;
      // A node takes one instance of a partition at most.
      const [code] = (await unless(call<CodePackage[]>(gateway, "GET", path), ...NOT_YET)) ?? [];
      return { instance: toInstance(replica, code), code };
    }),
  );
}

const NOT_YET = ["FABRIC_E_APPLICATION_NOT_FOUND", "FABRIC_E_CODE_PACKAGE_NOT_FOUND"];

const flatMap = async <T, U>(items: T[], each: (item: T) => Promise<U[]>): Promise<U[]> =>
  (await Promise.all(items.map(each))).flat();

/** The path of an application on one node. */
export const deployedAt = (node: string, application: string) =>
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

/** A failed readiness probe removes the endpoint. */
function hasEndpoint(address = ""): boolean {
  try {
    const { Endpoints } = JSON.parse(address) as { Endpoints?: Record<string, string> };
    return Object.keys(Endpoints ?? {}).length > 0;
  } catch {
    // A single endpoint may be reported without JSON.
    return address !== "";
  }
}
