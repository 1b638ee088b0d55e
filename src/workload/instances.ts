import type { Update, Workload } from "./workload";

/** How many instances there are to be. `min` and `max` are the same unless an autoscaler chooses. */
export interface InstanceCount {
  /** How many to begin with. */
  initial: number;
  min: number;
  max: number;
}

/**
 * The instances of a workload: within the autoscaler's bounds where there is one, `replicas` otherwise.
 * @param canAutoscale whether the orchestrator can express `autoscaling` at all.
 */
export function instancesOf({ replicas, autoscaling }: Workload, canAutoscale: boolean): InstanceCount {
  if (!autoscaling || !canAutoscale) return { initial: replicas, min: replicas, max: replicas };
  const { min, max } = autoscaling;
  return { initial: Math.min(Math.max(replicas, min), max), min, max };
}

/**
 * What an update may do at once: of the instances that are replaced, as many as `surge` allows are started first, in
 * excess; for each of the others, an old one ends first, so one is missing.
 */
export const replacementOf = ({ parallelism, surge }: Pick<Update, "parallelism" | "surge">) => ({
  extra: Math.min(surge, parallelism),
  missing: Math.max(0, parallelism - surge),
});
