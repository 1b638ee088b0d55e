import type { InstanceCount } from "../../workload/instances";
import { rolloutSeconds } from "../../program/timeouts";
import { DEFAULTS } from "../../workload/defaults";
import type { Check, Workload } from "../../workload/workload";

/** Seconds that a new task has to become healthy before failed checks count. */
export const startSecondsOf = ({ startSeconds = 30 }: Workload) => startSeconds;

/** Seconds for pulling the image to every node that lacks it. */
const PULL_SECONDS = 60;

/**
 * Seconds from SIGTERM to SIGKILL: five more than the workload asks for. When the provider deletes a service, it waits
 * for each task as long as the task may take to stop. It starts counting before Swarm removes the task from the routing
 * mesh, which is two seconds before SIGTERM. A task that takes its full time would make the deletion fail, and the next
 * one too, since the service is gone by then.
 */
export const graceSeconds = ({ stopSeconds }: Workload) => stopSeconds + 5;

/**
 * Seconds until a hung task counts as failed, at most: Docker waits for each response, then for the next interval, and in
 * the end stops the task as gracefully as any other.
 */
function failSeconds(workload: Workload): number {
  const { interval, timeout, failures } = workload.health ?? DEFAULTS.health;
  return failures * (interval + timeout) + graceSeconds(workload);
}

/**
 * Seconds that Swarm monitors an updated task. They begin when it is first healthy, as one that never is counts as a
 * failure anyway, and must be enough to detect one that hangs afterwards:
 * https://github.com/moby/swarmkit/blob/master/manager/orchestrator/update/updater.go
 */
export const monitorSeconds = (workload: Workload) => failSeconds(workload) + 1;

/**
 * Seconds that Pulumi waits for the service. They are enough for Swarm to reach its own verdict first, even on an update
 * that fails with its last task and is rolled back task by task.
 */
export function convergeSeconds(workload: Workload, { max }: InstanceCount): number {
  const oneWay = rolloutSeconds({
    count: max,
    atOnce: workload.update.parallelism,
    startSeconds: startSecondsOf(workload),
    // Even with `start-first`: where nodes are full, the next batch waits for the room of the one before.
    stopSeconds: graceSeconds(workload),
  });
  return PULL_SECONDS + 2 * oneWay + failSeconds(workload);
}

/**
 * Seconds from a service's creation to the provider's first look at it, when its tasks are likely to be running: a second to
 * start, an interval until the first check, and one to spare. A look in vain costs 5 s, every further one 10 s:
 * https://github.com/kreuzwerker/terraform-provider-docker/blob/master/internal/provider/resource_docker_service_funcs.go
 * @param check the health check, if a task has one that is known.
 */
export const firstLookSeconds = (check?: Pick<Check, "interval">) => 2 + (check?.interval ?? 0);

/**
 * Whole seconds in Go's notation, e.g. `1m30s`. The provider compares strings: `90s` would differ from what it reads
 * back, and so be a change each time.
 */
export function goDuration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const text = h ? `${h}h${m}m${s}s` : m ? `${m}m${s}s` : `${s}s`;
  return text.replace(/m0s$/, "m").replace(/h0m$/, "h");
}
