import type { Task } from "@aws-sdk/client-ecs";
import type { Instance } from "../engine";

/**
 * A task as an instance.
 * @param unchecked whether nothing checks the health of running tasks, so that they are as ready as they will be.
 */
export function instanceOf(task: Task, unchecked: boolean): Instance {
  const container = task.containers?.[0];
  return {
    id: task.taskArn?.split("/").at(-1) ?? "",
    state: stateOf(task, unchecked),
    image: imageOf(container?.image, container?.imageDigest),
    startedAt: task.startedAt?.toISOString(),
    zone: task.availabilityZone,
  };
}

/** The image that a container was started from, with the digest that its tag referred to. */
const imageOf = (image?: string, digest?: string) =>
  image && digest && !image.includes("@") ? `${image}@${digest}` : image;

/**
 * By the task's own health check, or else by the load balancer's.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
function stateOf({ desiredStatus, lastStatus, healthStatus }: Task, unchecked: boolean): Instance["state"] {
  if (desiredStatus === "STOPPED") return "stopping";
  if (lastStatus !== "RUNNING") return "starting";
  if (healthStatus === "UNHEALTHY") return "unready";
  return healthStatus === "HEALTHY" || unchecked ? "ready" : "starting";
}
