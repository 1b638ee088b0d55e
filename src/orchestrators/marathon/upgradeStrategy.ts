import { replacementOf } from "../../workload/instances";
import type { Workload } from "../../workload/workload";

/** How Marathon replaces tasks: ratios of the number of instances, each from 0 to 1. */
export interface UpgradeStrategy {
  /** How many of the tasks stay healthy during an update. */
  minimumHealthCapacity: number;
  /** How many tasks run in excess meanwhile. */
  maximumOverCapacity: number;
}

/**
 * Of the instances replaced at once, as many as may run in excess are started first; the rest is stopped first.
 *
 * Marathon turns the ratios into numbers of tasks by rounding the minimum up and the maximum down. An exact ratio could
 * lose a task to floating point, so these lie in the middle of the range that rounds to the number meant.
 * https://github.com/mesosphere/marathon/blob/master/src/main/scala/mesosphere/marathon/core/deployment/impl/TaskReplaceActor.scala
 */
export function upgradeStrategy(instances: number, update: Workload["update"]): UpgradeStrategy {
  const parallelism = Math.min(update.parallelism, instances);
  const { extra, missing } = replacementOf({ ...update, parallelism });
  return {
    minimumHealthCapacity: ratio(instances - missing, instances, -0.5),
    maximumOverCapacity: ratio(extra, instances, 0.5),
  };
}

function ratio(count: number, instances: number, middle: number): number {
  if (count === 0 || count === instances) return count / instances;
  return (count + middle) / instances;
}
