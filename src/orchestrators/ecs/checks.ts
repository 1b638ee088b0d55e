import type { Check, Workload } from "../../workload/workload";

/** Seconds after its start in which a task may fail its checks without consequences. */
export const startSecondsOf = ({ startSeconds = 60 }: Pick<Workload, "startSeconds">) => startSeconds;

const between = (min: number, value: number, max: number) => Math.min(max, Math.max(min, value));

/**
 * The container's own health check, as close as ECS allows. If an essential container fails it, ECS replaces the task.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
 */
export const containerCheck = (
  { interval, timeout, failures }: Check,
  command: string[],
  startSeconds: number,
) => ({
  command: ["CMD", ...command],
  interval: between(5, interval, 300),
  timeout: between(2, timeout, 60),
  retries: between(1, failures, 10),
  startPeriod: startSeconds,
});

/**
 * The load balancer's check of each task, as close as it allows; the timeout must be shorter than the interval.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function targetCheck({ path, interval, timeout, failures }: Check) {
  const seconds = between(5, interval, 300);
  return {
    enabled: true,
    protocol: "HTTP",
    port: "traffic-port",
    path,
    matcher: "200-299",
    interval: seconds,
    timeout: between(2, timeout, Math.min(120, seconds - 1)),
    healthyThreshold: 2,
    unhealthyThreshold: between(2, failures, 10),
  };
}
