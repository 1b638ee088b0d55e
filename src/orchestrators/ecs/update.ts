import { type InstanceCount, replacementOf } from "../../workload/instances";
import { rolloutSeconds } from "../../program/timeouts";
import type { Workload } from "../../workload/workload";
import { startSecondsOf } from "./checks";

/** The bounds on running tasks during an update, in percent of the desired count. */
export interface DeploymentPercents {
  maximum: number;
  minimumHealthy: number;
}

/**
 * The percentages that mean `parallelism` and `surge`. ECS applies them to the desired count of the moment, and rounds
 * the maximum down and the minimum up; here they are rounded the other way, to mean whole tasks. They are exact at `max`.
 * Fewer tasks are then replaced at once where an autoscaler has set a lower count, never more. If that leaves none to
 * replace at `min`, the maximum is raised until one is: extra tasks cost money for minutes, missing ones cost requests.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
 * https://github.com/aws/containers-roadmap/issues/485
 */
export function deploymentPercents(
  update: Workload["update"],
  { min, max }: InstanceCount,
): DeploymentPercents {
  const replacement = replacementOf(update);
  const extra = Math.min(replacement.extra, max);
  const missing = Math.min(replacement.missing, max);
  const exact = {
    maximum: Math.ceil((100 * (max + extra)) / max),
    minimumHealthy: Math.floor((100 * (max - missing)) / max),
  };
  if (replacedAtOnce(exact, min) > 0) return exact;
  return { ...exact, maximum: 100 + Math.ceil(100 / min) };
}

/** How many of `count` tasks ECS can replace at once: those that may run in excess, and those that may be missing. */
export const replacedAtOnce = ({ maximum, minimumHealthy }: DeploymentPercents, count: number): number =>
  Math.floor((count * maximum) / 100) - Math.ceil((count * minimumHealthy) / 100);

/**
 * Seconds after which the provider itself gives up on a service that is not steady:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service#timeouts
 */
const PROVIDER_SECONDS = 20 * 60;
/** Seconds for Fargate to provision a task and pull its image. */
const PROVISION_SECONDS = 60;

/** Seconds to wait for an update: what the provider allows, and on top what the tasks take at the slowest count. */
export function updateSeconds(
  percents: DeploymentPercents,
  { min, max }: InstanceCount,
  { startSeconds, stopSeconds }: Pick<Workload, "startSeconds" | "stopSeconds">,
): number {
  const counts = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  const rollout = {
    startSeconds: PROVISION_SECONDS + startSecondsOf({ startSeconds }),
    // An old task may take that long to drain, and again to stop.
    stopSeconds: 2 * stopSeconds,
  };
  const seconds = counts.map((count) =>
    rolloutSeconds({ ...rollout, count, atOnce: replacedAtOnce(percents, count) }),
  );
  return PROVIDER_SECONDS + Math.max(...seconds);
}
