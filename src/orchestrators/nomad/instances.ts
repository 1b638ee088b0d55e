import type { Instance } from "../engine";
import type { Allocation, Checks, JobVersions } from "./api";
import { NoResponse, type NomadClient, NomadError } from "./client";
import { TASK } from "./names";

/** A job, as the API's paths name it. */
export interface JobPath {
  namespace: string;
  path: string;
}

/** The instances of a job: its allocations that still count. */
export async function instancesOf(client: NomadClient, { namespace, path }: JobPath): Promise<Instance[]> {
  const allocations = await client.call<Allocation[]>(`${path}/allocations`, { namespace });
  if (!allocations.length) return [];
  const versions = await versionsOf(client, { namespace, path });
  return Promise.all(
    allocations.filter(counts).map(async (allocation): Promise<Instance> => ({
      id: allocation.ID,
      state: await stateOf(client, allocation, namespace, versions.get(allocation.JobVersion)),
      image: versions.get(allocation.JobVersion)?.image,
      startedAt: allocation.TaskStates?.[TASK]?.StartedAt ?? undefined,
      node: allocation.NodeName,
    })),
  );
}

/** Nomad remembers allocations long after they have ended, including those that others have replaced. */
function counts({ ClientStatus, DesiredStatus, NextAllocation }: Allocation): boolean {
  if (ClientStatus === "failed") return DesiredStatus === "run" && !NextAllocation;
  return ClientStatus !== "complete" && ClientStatus !== "lost";
}

async function stateOf(
  client: NomadClient,
  allocation: Allocation,
  namespace: string,
  version: JobVersion | undefined,
): Promise<Instance["state"]> {
  const { ID, DesiredStatus, ClientStatus, DeploymentStatus, TaskStates } = allocation;
  if (ClientStatus === "failed") return "failed";
  if (DesiredStatus !== "run") return "stopping";
  const isRunning = ClientStatus === "running" && TaskStates?.[TASK]?.State === "running";
  const hasChecks = version?.hasChecks ?? true;
  if (isRunning && (!hasChecks || (await passesChecks(client, ID, namespace)))) return "ready";
  return DeploymentStatus?.Healthy ? "unready" : "starting";
}

/** Seconds that a node has to report: one that has just died says nothing, and Nomad waits for it. */
const NODE_SECONDS = 2;

/** As its node reports. Where that is lost, or has just forgotten the allocation, the instance is not ready. */
async function passesChecks(client: NomadClient, id: string, namespace: string): Promise<boolean> {
  const path = `client/allocation/${id}/checks`;
  const checks = await client
    .call<Checks>(path, { namespace, seconds: NODE_SECONDS })
    .catch((error: unknown) => {
      if (error instanceof NomadError || error instanceof NoResponse) return {};
      throw error;
    });
  const results = Object.values(checks);
  return results.length > 0 && results.every(({ Status }) => Status === "success");
}

/** What a version of a job runs. */
interface JobVersion {
  image?: string;
  /** Whether anything is checked: an allocation of a job without checks is as ready as it will be once it runs. */
  hasChecks: boolean;
}

/** By their numbers; none of a job that is purged while its last allocations end. */
async function versionsOf(
  client: NomadClient,
  { namespace, path }: JobPath,
): Promise<Map<number, JobVersion>> {
  const { Versions } = await client.call<JobVersions>(`${path}/versions`, { namespace }).catch(noneIfPurged);
  return new Map(
    Versions.map(({ Version, TaskGroups }) => {
      const { Config, Services } = TaskGroups[0]?.Tasks[0] ?? {};
      return [Version, { image: Config?.image, hasChecks: Services?.some(isChecked) ?? true }];
    }),
  );
}

const isChecked = ({ Checks }: { Checks?: unknown[] | null }) => (Checks?.length ?? 0) > 0;

function noneIfPurged(error: unknown): JobVersions {
  if (error instanceof NomadError && error.status === 404) return { Versions: [] };
  throw error;
}
