import type { Workload } from "../../workload/workload";

/** How Marathon is told to replace tasks: by ratios of the number of instances, each from 0 to 1. */
export interface UpgradeStrategy {
  minimumHealthCapacity: number;
  maximumOverCapacity: number;
}

/**
 * Of the instances replaced at once, as many as may run in excess are started first; the rest is stopped first.
 *
 * Marathon makes numbers of tasks from the ratios by rounding the minimum up and the maximum down, so that an exact
 * ratio could lose one to floating point: these lie in the middle of the range that rounds to the number meant.
 * https://github.com/mesosphere/marathon/blob/master/src/main/scala/mesosphere/marathon/core/deployment/impl/TaskReplaceActor.scala
 */
export function upgradeStrategy(replicas: number, update: Workload["update"]): UpgradeStrategy {
  const parallelism = Math.min(update.parallelism, replicas);
  const extra = Math.min(update.surge, parallelism);
  const kept = replicas - (parallelism - extra);
  return {
    minimumHealthCapacity: ratio(kept, replicas, -0.5),
    maximumOverCapacity: ratio(extra, replicas, 0.5),
  };
}

function ratio(count: number, replicas: number, middle: number): number {
  if (count === 0 || count === replicas) return count / replicas;
  return (count + middle) / replicas;
}
