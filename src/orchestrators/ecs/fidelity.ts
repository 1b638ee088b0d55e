import { approximated, type Fidelity, native } from "../../workload/fidelity";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const CONTAINER = "containerDefinitions.0";
const SERVICE = "aws:ecs/service:Service";
const SECRET = "aws:secretsmanager/secretVersion:SecretVersion";

export const fidelity: Fidelity = {
  name: native(SERVICE, "name"),
  image: native(TASK, `${CONTAINER}.image`),
  version: native(TASK, `${CONTAINER}.environment`),
  replicas: native(SERVICE, "desiredCount"),
  cpu: approximated(
    TASK,
    "cpu",
    "rounded up to a size of Fargate (0.25, 0.5, 1, 2, 4, 8 or 16 cores, more if the memory needs it), all of which " +
      "the instance may use and is paid for",
  ),
  memory: native(
    TASK,
    `${CONTAINER}.memory`,
    "the limit is exact, but Fargate bills its next larger size, at least 512 MiB",
  ),
  port: native(TASK, `${CONTAINER}.portMappings`),
  publicPort: native(
    "aws:lb/listener:Listener",
    "port",
    "an emulator serves the load balancer at its own port",
  ),
  env: native(TASK, `${CONTAINER}.environment`),
  secrets: native(SECRET, "secretString", "kept in Secrets Manager; a changed one means new tasks"),
  health: approximated(
    TASK,
    `${CONTAINER}.healthCheck`,
    "ECS replaces the task instead of restarting it, and checks with the command `/nodejs/bin/node /app/server.js health`, " +
      "which an image of one's own has to bring; the interval is at least 5 s, the timeout 2 to 60 s, and failures in the " +
      "first 60 s do not count",
  ),
  readiness: approximated(
    "aws:lb/targetGroup:TargetGroup",
    "healthCheck",
    "the load balancer sends no requests to a task that fails, but after its first 60 s ECS also replaces it; the " +
      "interval is at least 5 s, the timeout at least 2 s and shorter than the interval, the failures at least 2",
  ),
  stopSeconds: native(
    TASK,
    `${CONTAINER}.stopTimeout`,
    "before SIGTERM, the load balancer waits as long again for requests in flight",
  ),
  parallelism: native(SERVICE, "deploymentMinimumHealthyPercent", "in percent of `replicas`"),
  surge: native(SERVICE, "deploymentMaximumPercent", "in percent of `replicas`"),
  rollback: native(
    SERVICE,
    "deploymentCircuitBreaker.rollback",
    "after three failed tasks in a row, or half of `replicas` if that is more",
  ),
  user: native(TASK, `${CONTAINER}.user`),
  readOnlyRootFilesystem: native(TASK, `${CONTAINER}.readonlyRootFilesystem`),
  registryCredentials: native(
    SECRET,
    "secretString",
    "kept in Secrets Manager, and used for the registry that the image names, whatever `server` says",
  ),
  autoscaling: approximated(
    "aws:appautoscaling/policy:Policy",
    "targetTrackingScalingPolicyConfiguration",
    "the percentage is of the size that `cpu` was rounded up to; `replicas` is only what it begins with",
  ),
  discovery: native(
    SERVICE,
    "serviceRegistries.registryArn",
    "a private name in Cloud Map, which tells at most eight healthy tasks at a time and is billed as a private hosted " +
      "zone of Route 53; left out where AWS_ENDPOINT_URL points at an emulator, which has none: tasks find nobody there",
  ),
  placement: native(
    SERVICE,
    "networkConfiguration.subnets",
    "over the zones of the subnets, two in a VPC of its own and all in the default one; ECS evens it out later, too, " +
      "unless `update.surge` is 0",
  ),
  labels: native(SERVICE, "tags", "on everything that AWS lets be tagged, tasks included"),
  logs: native(
    TASK,
    `${CONTAINER}.logConfiguration`,
    "in CloudWatch Logs, under /podium and the name, for 7 days; `down` deletes them. What a task prints faster than AWS " +
      "takes it is lost rather than waited for",
  ),
  https: native(
    "aws:lb/listener:Listener",
    "certificateArn",
    "with the settings certificateArn, of a certificate in ACM, and domain, a name of your own that leads to the load " +
      "balancer; then 80 redirects to `publicPort`, 443 by default. Tasks are spoken to in plain HTTP",
  ),
  registry: native(
    "aws:ecr/repository:Repository",
    "name",
    "with the setting registry set to ecr, the image is copied as it is, so that its digest stays, to a repository of its " +
      "own, which `down` deletes; `registryCredentials` are then only for the copy",
  ),
};
