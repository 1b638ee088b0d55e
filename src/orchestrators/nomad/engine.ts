import type { Engine, Instance, Probe, Rollout } from "../engine";
import { isLoopback, reasonOf } from "../../common/reach";
import { addressOf } from "./address";
import {
  type AgentSelf,
  type Allocation,
  type Checks,
  type Deployment,
  type JobVersions,
  nomad,
  NomadError,
} from "./api";
import { logs } from "./logs";
import { TASK } from "./names";

export const engine: Engine = {
  async probe(): Promise<Probe> {
    try {
      const { config } = await nomad<AgentSelf>("agent/self", { seconds: 3 });
      const address = addressOf().origin;
      const version = config.Version.Version;
      return {
        reachable: true,
        product: "Nomad",
        version,
        kind: "real",
        address,
        local: isLoopback(address),
      };
    } catch (error) {
      const isRefused = error instanceof NomadError && error.status === 403;
      return {
        reachable: false,
        reason: `the agent at NOMAD_ADDR does not answer: ${reasonOf(error)}`,
        remedy: isRefused
          ? "export NOMAD_TOKEN=… with the policies agent:read and, in the namespace, write"
          : "nomad agent -dev   (or point NOMAD_ADDR at an agent)",
      };
    }
  },

  async instances(reference) {
    const { namespace, path } = parse(reference);
    const allocations = await nomad<Allocation[]>(`${path}/allocations`, { namespace });
    if (!allocations.length) return [];
    const images = await imagesByVersion(reference);
    return Promise.all(
      allocations.filter(isThere).map(async (allocation): Promise<Instance> => ({
        id: allocation.ID,
        state: await stateOf(allocation, namespace),
        image: images.get(allocation.JobVersion),
        startedAt: allocation.TaskStates?.[TASK]?.StartedAt ?? undefined,
        node: allocation.NodeName,
      })),
    );
  },

  /** Told by the job's latest deployment. */
  async rollout(reference) {
    const { namespace, path } = parse(reference);
    const { Version } = await nomad<{ Version: number }>(path, { namespace });
    const deployments = await nomad<Deployment[]>(`${path}/deployments`, { namespace });
    return judge(Version, deployments);
  },

  /** The task gets SIGKILL. Nomad starts it again in place: its allocation, and so the instance's id, stays the same. */
  async kill(reference, id) {
    const { namespace } = parse(reference);
    const body = { Signal: "SIGKILL", Task: TASK };
    await nomad(`client/allocation/${encodeURIComponent(id)}/signal`, { method: "PUT", namespace, body });
  },

  logs,
};

function parse(reference: string) {
  const [namespace = "", job = ""] = reference.split("/");
  return { namespace, path: `job/${encodeURIComponent(job)}` };
}

/** Nomad remembers allocations long after they have ended, and those that others have taken the place of. */
function isThere({ ClientStatus, DesiredStatus, NextAllocation }: Allocation): boolean {
  if (ClientStatus === "failed") return DesiredStatus === "run" && !NextAllocation;
  return ClientStatus !== "complete" && ClientStatus !== "lost";
}

async function stateOf(allocation: Allocation, namespace: string): Promise<Instance["state"]> {
  const { ID, DesiredStatus, ClientStatus, DeploymentStatus, TaskStates } = allocation;
  if (ClientStatus === "failed") return "failed";
  if (DesiredStatus !== "run") return "stopping";
  const isRunning = ClientStatus === "running" && TaskStates?.[TASK]?.State === "running";
  if (isRunning && (await passes(ID, namespace))) return "ready";
  return DeploymentStatus?.Healthy ? "unready" : "starting";
}

/** Its node tells; whether it is lost or has just forgotten the allocation, the instance is then not ready. */
async function passes(id: string, namespace: string): Promise<boolean> {
  const checks = await nomad<Checks>(`client/allocation/${id}/checks`, { namespace }).catch((error) => {
    if (error instanceof NomadError) return {};
    throw error;
  });
  const results = Object.values(checks);
  return results.length > 0 && results.every(({ Status }) => Status === "success");
}

async function imagesByVersion(reference: string): Promise<Map<number, string | undefined>> {
  const { namespace, path } = parse(reference);
  const { Versions } = await nomad<JobVersions>(`${path}/versions`, { namespace });
  return new Map(Versions.map(({ Version, TaskGroups }) => [Version, TaskGroups[0]?.Tasks[0]?.Config.image]));
}

/** How Nomad begins to tell that it goes back by itself: `nomad/structs/structs.go`, DeploymentStatusDescriptionRollback. */
const ROLLING_BACK = /rolling back to job version \d+/;

function judge(version: number, deployments: Deployment[]): Rollout {
  const [latest, previous] = deployments.sort((a, b) => b.CreateIndex - a.CreateIndex);
  // Nomad forgets deployments an hour after they have ended.
  if (!latest) return { state: "done", detail: "no deployment is left to tell of" };
  const detail = latest.StatusDescription;
  if (isRollback(latest) && version <= latest.JobVersion + 1) return { state: "rolled-back", detail };
  // Going back is a version of its own, with a deployment of its own.
  if (previous && isRollback(previous) && latest.JobVersion === previous.JobVersion + 1) {
    return { state: "rolled-back", detail: previous.StatusDescription };
  }
  if (latest.JobVersion < version)
    return { state: "running", detail: `version ${version} is not scheduled yet` };
  if (latest.Status === "successful") return { state: "done", detail };
  return { state: /^(failed|cancelled)$/.test(latest.Status) ? "failed" : "running", detail };
}

const isRollback = ({ Status, StatusDescription }: Deployment) =>
  Status === "failed" && ROLLING_BACK.test(StatusDescription);
