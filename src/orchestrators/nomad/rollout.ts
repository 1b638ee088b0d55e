import type { Rollout } from "../engine";
import type { Deployment } from "./api";

/** How Nomad reports a rollback: `nomad/structs/structs.go`, DeploymentStatusDescriptionRollback. */
const ROLLING_BACK = /rolling back to job version \d+/;

/**
 * Judges the latest update.
 * @param version the job's current one.
 * @param deployments Nomad's own for that job, in any order.
 */
export function rolloutOf(version: number, deployments: Deployment[]): Rollout {
  const [latest, previous] = deployments.toSorted((a, b) => b.CreateIndex - a.CreateIndex);
  // Nomad forgets deployments an hour after they have ended.
  if (!latest) return { state: "done", detail: "Nomad no longer has a deployment of this job" };
  const detail = latest.StatusDescription;
  if (isRollback(latest) && version <= latest.JobVersion + 1) return { state: "rolled-back", detail };
  // A rollback is a new version, with a deployment of its own.
  if (previous && isRollback(previous) && latest.JobVersion === previous.JobVersion + 1) {
    return { state: "rolled-back", detail: previous.StatusDescription };
  }
  if (latest.JobVersion < version) {
    return { state: "running", detail: `version ${version} is not scheduled yet` };
  }
  if (latest.Status === "successful") return { state: "done", detail };
  return { state: /^(failed|cancelled)$/.test(latest.Status) ? "failed" : "running", detail };
}

const isRollback = ({ Status, StatusDescription }: Deployment) =>
  Status === "failed" && ROLLING_BACK.test(StatusDescription);
