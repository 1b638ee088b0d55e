import { DEFAULTS } from "../../workload/defaults";
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

/** Where no check is wanted: a load balancer insists on one, and any answer but an error of the service shows that it runs. */
const ANY_ANSWER = { ...DEFAULTS.readiness, path: "/" };

/**
 * The load balancer's check of each task, as close as it allows; the timeout must be shorter than the interval.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function targetCheck(check: Check | undefined) {
  const { path, port, interval, timeout, failures }: Check = check ?? ANY_ANSWER;
  const seconds = between(5, interval, 300);
  return {
    enabled: true,
    protocol: "HTTP",
    port: port === undefined ? "traffic-port" : String(port),
    path,
    matcher: check ? "200-299" : "200-499",
    interval: seconds,
    timeout: between(2, timeout, Math.min(120, seconds - 1)),
    healthyThreshold: 2,
    unhealthyThreshold: between(2, failures, 10),
  };
}
