import type { InstanceCount } from "../../workload/instances";
import { rolloutSeconds } from "../../program/timeouts";
import type { Workload } from "../../workload/workload";

/** Seconds after its start during which a failed health check does not restart an instance. */
export const startSecondsOf = ({ startSeconds = 30 }: Pick<Workload, "startSeconds">) => startSeconds;
/** Seconds within which a new instance must be healthy, including the download of its image. */
export const healthyDeadline = (workload: Workload) => 60 + startSecondsOf(workload);
/** Seconds without another healthy instance after which an update has failed. */
export const progressDeadline = (workload: Pick<Workload, "startSeconds">) => 90 + startSecondsOf(workload);
/** Seconds that an instance must stay healthy before it counts: by then, the front door has found it, too. */
export const MIN_HEALTHY = 5;
/** Seconds from an instance's deregistration to its stop signal: by then, the front door no longer uses it. */
export const DEREGISTRATION = 3;

/**
 * Seconds that Pulumi waits for the workload's job. They are enough for Nomad, which fails an update without progress, to
 * reach its own verdict first. The canaries of an update are one more batch.
 */
export function patienceSeconds(workload: Workload, { max }: InstanceCount): number {
  const { update, stopSeconds } = workload;
  const batches = {
    atOnce: update.parallelism,
    startSeconds: healthyDeadline(workload),
    stopSeconds: DEREGISTRATION + stopSeconds,
  };
  return progressDeadline(workload) + rolloutSeconds({ ...batches, count: max + update.parallelism });
}
