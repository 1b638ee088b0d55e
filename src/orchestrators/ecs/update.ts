import type { Workload } from "../../workload/workload";

/**
 * How many tasks may run during an update, as ECS wants it: in percent of the desired count. It rounds the maximum down
 * and the minimum up, so the percentages are rounded the other way to mean whole tasks.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function deploymentPercents({ replicas, update }: Pick<Workload, "replicas" | "update">) {
  const { parallelism, surge } = update;
  const extra = Math.min(surge, parallelism, replicas);
  const missing = Math.min(Math.max(0, parallelism - surge), replicas);
  return {
    maximum: Math.ceil((100 * (replicas + extra)) / replicas),
    minimumHealthy: Math.floor((100 * (replicas - missing)) / replicas),
  };
}
