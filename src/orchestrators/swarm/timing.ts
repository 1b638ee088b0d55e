import type { Workload } from "../../workload/workload";

/** Seconds that a new task has to become healthy before failed checks count. */
export const START_SECONDS = 30;

/** Seconds for pulling the image to every node that lacks it. */
const PULL_SECONDS = 60;

/**
 * Seconds from SIGTERM to SIGKILL. Five more than asked for: deleting a service, the provider waits for each task as
 * long as it may take to stop, but from before Swarm takes it out of the routing mesh, which is two seconds before
 * SIGTERM. A task that took its full time would fail the deletion, and the next one, too, as the service is gone.
 */
export const graceSeconds = ({ stopSeconds }: Workload) => stopSeconds + 5;

/**
 * Seconds after which a hung task counts as failed, at the latest: Docker waits for each answer, then for the next turn,
 * and in the end stops the task as gently as any other.
 */
function failSeconds(workload: Workload): number {
  const { interval, timeout, failures } = workload.health;
  return failures * (interval + timeout) + graceSeconds(workload);
}

/**
 * Seconds that Swarm keeps watching an updated task. They begin when it is first healthy, since one that never is
 * counts as a failure anyway:
 * https://github.com/moby/swarmkit/blob/master/manager/orchestrator/update/updater.go
 * So they have to suffice for a task that was healthy once to be found ill.
 */
export const monitorSeconds = (workload: Workload) => failSeconds(workload) + 1;

/**
 * Seconds that Pulumi waits for the service: long enough for Swarm's own verdict to come first, even on an update that
 * fails with its last task and is rolled back task by task.
 */
export function convergeSeconds(workload: Workload): number {
  const { replicas, update } = workload;
  const batches = Math.ceil(replicas / update.parallelism);
  const stopFirst = update.surge > 0 ? 0 : graceSeconds(workload);
  return PULL_SECONDS + 2 * batches * (stopFirst + START_SECONDS) + failSeconds(workload);
}

/**
 * Whole seconds as Go writes them, `1m30s`. The provider compares texts: `90s` would differ from what it reads back,
 * and so be a change each time.
 */
export function goDuration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = h ? `${h}h${m}m${s}s` : m ? `${m}m${s}s` : `${s}s`;
  return text.replace(/m0s$/, "m").replace(/h0m$/, "h");
}
