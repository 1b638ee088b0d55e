import type { Service, ServiceDeploymentBrief, ServiceDeploymentStatus } from "@aws-sdk/client-ecs";
import type { Rollout } from "../engine";

const STATES: Record<ServiceDeploymentStatus, Rollout["state"]> = {
  PENDING: "running",
  IN_PROGRESS: "running",
  SUCCESSFUL: "done",
  STOP_REQUESTED: "failed",
  STOPPED: "failed",
  ROLLBACK_REQUESTED: "rolled-back",
  ROLLBACK_IN_PROGRESS: "rolled-back",
  ROLLBACK_SUCCESSFUL: "rolled-back",
  ROLLBACK_FAILED: "failed",
};

/**
 * The result of the latest update. A service itself forgets a deployment that was rolled back, and reports the one before
 * as completed; the history of its deployments keeps both.
 * @param history empty from emulators, whose services keep failed deployments.
 */
export function rolloutOf(service: Service, history: ServiceDeploymentBrief[]): Rollout {
  const latest = [...history].sort((one, other) => time(other) - time(one))[0];
  const rollout = latest?.status
    ? { state: STATES[latest.status], detail: words(latest.status, latest.statusReason) }
    : fromDeployments(service);
  // A completed deployment alone does not mean done: scaling starts none, and MiniStack completes the first one before
  // anything runs.
  return rollout.state === "done" && !isSettled(service) ? { ...rollout, state: "running" } : rollout;
}

function fromDeployments({ deployments = [] }: Service): Rollout {
  const primary = deployments.find(({ status }) => status === "PRIMARY");
  const failed = deployments.find(
    (each) => each !== primary && each.rolloutState === "FAILED" && time(each) > time(primary ?? {}),
  );
  if (failed) return { state: "rolled-back", detail: words("FAILED", failed.rolloutStateReason) };
  const state = primary?.rolloutState;
  const detail = words(state, primary?.rolloutStateReason);
  return { state: state === "FAILED" ? "failed" : state === "COMPLETED" ? "done" : "running", detail };
}

const isSettled = ({ desiredCount, runningCount, pendingCount }: Service) =>
  runningCount === desiredCount && !pendingCount;

const time = ({ createdAt }: { createdAt?: Date }) => createdAt?.getTime() ?? 0;

const words = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(": ");
