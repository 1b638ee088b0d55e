import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const CONTAINER = "containerDefinitions.0";
const SERVICE = "aws:ecs/service:Service";
const LISTENER = "aws:lb/listener:Listener";
const SECRET = "aws:secretsmanager/secretVersion:SecretVersion";

export const fidelity: Fidelity = {
  name: native(SERVICE, "name"),
  image: native(TASK, `${CONTAINER}.image`),
  version: native(TASK, `${CONTAINER}.environment`),
  replicas: native(SERVICE, "desiredCount"),
  cpu: approximated(
    TASK,
    "cpu",
    "rounded up to a Fargate size (0.25, 0.5, 1, 2, 4, 8 or 16 cores, more if the memory requires it); the instance may " +
      "use all of it, and all of it is billed",
  ),
  memory: native(
    TASK,
    `${CONTAINER}.memory`,
    "the limit is exact, but Fargate bills the next larger size, at least 512 MiB",
  ),
  port: native(TASK, `${CONTAINER}.portMappings`, "below 1024 by a setting of the kernel, `systemControls`"),
  publicPort: native(LISTENER, "port", "an emulator serves the load balancer on the emulator's own port"),
  command: native(TASK, `${CONTAINER}.entryPoint`),
  args: native(TASK, `${CONTAINER}.command`),
  env: native(TASK, `${CONTAINER}.environment`),
  secrets: native(SECRET, "secretString", "stored in Secrets Manager; a changed secret replaces all tasks"),
  health: approximated(
    TASK,
    `${CONTAINER}.healthCheck`,
    "ECS replaces the task instead of restarting it, and checks by running `health.command` in the container, in the " +
      "sample image `/nodejs/bin/node /app/server.js health`; the interval is at least 5 s, the timeout 2 to 60 s. For an image " +
      "of your own without `health.command`, only the load balancer's check decides, see `readiness`: ECS does not run a " +
      "`HEALTHCHECK` of the image, which `podium import` writes as `health.command`",
  ),
  healthPort: unsupported("not needed: `health.command` decides where it checks"),
  healthHeaders: unsupported("not needed: `health.command` decides what it sends"),
  healthCommand: native(TASK, `${CONTAINER}.healthCheck.command`),
  healthNone: native(
    TASK,
    `${CONTAINER}.healthCheck`,
    "no check in the container: only the load balancer's check decides, see `readiness`",
  ),
  readiness: approximated(
    "aws:lb/targetGroup:TargetGroup",
    "healthCheck",
    "the load balancer sends no requests to a task that fails, but after `startSeconds` ECS also replaces it; the " +
      "interval is at least 5 s, the timeout at least 2 s and shorter than the interval, the failures at least 2",
  ),
  readinessPort: native(
    "aws:lb/targetGroup:TargetGroup",
    "healthCheck.port",
    "open to the load balancer, and not among its listeners",
  ),
  readinessHeaders: unsupported(
    "a load balancer's check has none, and its `Host` is the task's address: an app that refuses other names than its own, such " +
      "as Django by ALLOWED_HOSTS, answers 400 and is replaced. Allow that address there, or set `readiness` to `none`",
  ),
  readinessNone: approximated(
    "aws:lb/targetGroup:TargetGroup",
    "healthCheck",
    "a load balancer insists on a check: it requests / and accepts any status from 200 to 499. ECS still replaces a task " +
      "that does not respond",
  ),
  startSeconds: native(
    SERVICE,
    "healthCheckGracePeriodSeconds",
    "from when the task runs, for the container's check and the load balancer's; 60 unless it is set",
  ),
  stopSeconds: native(
    TASK,
    `${CONTAINER}.stopTimeout`,
    "before SIGTERM, the load balancer waits just as long for requests in flight",
  ),
  replaceSeconds: unsupported(
    "Fargate shows no nodes: AWS decides when a host is lost, and ECS then replaces its tasks at once",
  ),
  parallelism: native(
    SERVICE,
    "deploymentMinimumHealthyPercent",
    "in percent of the desired count; with autoscaling, exact at `max`, and fewer tasks at once below it",
  ),
  surge: native(
    SERVICE,
    "deploymentMaximumPercent",
    "in percent of the desired count; with autoscaling, at least enough to replace one task at `min`: with a `min` of 1, " +
      "an update may run twice the tasks",
  ),
  rollback: native(
    SERVICE,
    "deploymentCircuitBreaker.rollback",
    "after three failed tasks in a row, or half of the desired count if that is more; `pulumi up` then fails, too",
  ),
  user: native(TASK, `${CONTAINER}.user`),
  group: native(TASK, `${CONTAINER}.user`),
  // https://aws.amazon.com/blogs/containers/graceful-shutdowns-with-ecs/
  stopSignal: unsupported(
    "a task definition has no such setting: ECS sends the signal that the image names (`STOPSIGNAL`), or else SIGTERM",
  ),
  init: native(TASK, `${CONTAINER}.linuxParameters.initProcessEnabled`),
  readOnlyRootFilesystem: native(TASK, `${CONTAINER}.readonlyRootFilesystem`),
  tmpSize: native(
    TASK,
    `${CONTAINER}.linuxParameters.tmpfs.0.size`,
    "in memory: what is in it counts against `memory`",
  ),
  tmpExec: native(TASK, `${CONTAINER}.linuxParameters.tmpfs.0.mountOptions`),
  writable: native(TASK, `${CONTAINER}.linuxParameters.tmpfs.1`, "in memory, like /tmp"),
  registryCredentials: native(
    SECRET,
    "secretString",
    "stored in Secrets Manager, and used for the registry in the image's name, whatever `server` says",
  ),
  autoscaling: approximated(
    "aws:appautoscaling/policy:Policy",
    "targetTrackingScalingPolicyConfiguration",
    "the percentage refers to the size that `cpu` was rounded up to; `replicas` is only the count to begin with",
  ),
  discovery: native(
    SERVICE,
    "serviceRegistries.registryArn",
    "a private name in Cloud Map, which returns at most eight healthy tasks at a time and is billed as a private hosted " +
      "zone of Route 53; an emulator has no Cloud Map, so tasks cannot find each other there",
  ),
  placement: native(
    SERVICE,
    "networkConfiguration.subnets",
    "over the zones of the subnets: two zones in the stack's own VPC, all zones in the default VPC; ECS also rebalances " +
      "later, unless `update.surge` is 0",
  ),
  labels: native(SERVICE, "tags", "on everything that AWS can tag, including tasks"),
  logs: native(
    TASK,
    `${CONTAINER}.logConfiguration`,
    "in CloudWatch Logs, under /podium and the name, for 7 days; `down` deletes them. Output that a task writes faster " +
      "than AWS accepts it is dropped, so that the task does not block",
  ),
  https: native(
    LISTENER,
    "certificateArn",
    "with the settings certificateArn, a certificate in ACM, and domain, your own host name that leads to the load " +
      "balancer; port 80 then redirects to `publicPort`, 443 by default. Tasks receive plain HTTP",
  ),
  registry: native(
    "aws:ecr/repository:Repository",
    "name",
    "with the setting registry=ecr, and on AWS itself by default for the sample image, the image is copied with its digest " +
      "to a repository of the stack's own, which `down` deletes; `registryCredentials` are then used only for the copy",
  ),
};
