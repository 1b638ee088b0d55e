import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const SERVICE = "docker:index/service:Service";
const CONTAINER = "taskSpec.containerSpec";

export const fidelity: Fidelity = {
  name: native(SERVICE, "name"),
  image: native(SERVICE, `${CONTAINER}.image`),
  version: native(SERVICE, `${CONTAINER}.env.PODIUM_VERSION`),
  replicas: native(
    SERVICE,
    "mode.replicated.replicas",
    "Pulumi's provider hands over the variables in any order, which Swarm takes for a change: scaling replaces the " +
      "running tasks, too, as an update would",
  ),
  cpu: native(SERVICE, "taskSpec.resources.limits.nanoCpus"),
  memory: native(SERVICE, "taskSpec.resources.limits.memoryBytes"),
  port: native(SERVICE, "endpointSpec.ports.0.targetPort"),
  publicPort: native(
    SERVICE,
    "endpointSpec.ports.0.publishedPort",
    "the port is opened on every node of the swarm",
  ),
  env: native(SERVICE, `${CONTAINER}.env`),
  secrets: native(
    "docker:index/secret:Secret",
    "data",
    "as files that `NAME_FILE` points to, never as variables; a changed secret means new tasks",
  ),
  health: approximated(
    SERVICE,
    `${CONTAINER}.healthcheck`,
    "Swarm has no HTTP check: it runs `/nodejs/bin/node /app/server.js health` in the container, which asks the path and " +
      "which an image of one's own has to bring; the first check, and so the first request, comes an `interval` after the " +
      "start",
  ),
  readiness: unsupported(
    "the health check decides on both: a task gets requests from its first healthy answer on and, when it fails " +
      "later, is replaced rather than spared; a task that is only unready keeps getting requests",
  ),
  stopSeconds: approximated(
    SERVICE,
    `${CONTAINER}.stopGracePeriod`,
    "SIGTERM comes 2 s after the task has been taken out of the routing mesh; SIGKILL comes 5 s late, as Pulumi would " +
      "otherwise not find the time to delete the service",
  ),
  parallelism: native(SERVICE, "updateConfig.parallelism"),
  surge: approximated(
    SERVICE,
    "updateConfig.order",
    "all or nothing: with any surge as many tasks run in excess as are replaced at once",
  ),
  rollback: native(
    SERVICE,
    "updateConfig.failureAction",
    "without it a failed update is paused half done; a first deployment that fails is removed either way",
  ),
  user: native(SERVICE, `${CONTAINER}.user`),
  readOnlyRootFilesystem: native(SERVICE, `${CONTAINER}.readOnly`),
  registryCredentials: native(
    "pulumi:providers:docker",
    "registryAuth",
    "nodes get a changed password with the next change of the service",
  ),
  autoscaling: unsupported("the number of tasks stays at `replicas`, whatever the load"),
  discovery: native(
    SERVICE,
    "taskSpec.networksAdvanceds",
    "the overlay network's DNS tells every running task under the name `tasks.NAME`",
  ),
  placement: native(
    SERVICE,
    "taskSpec.placement.prefs",
    "over nodes Swarm spreads by itself; over sites where nodes have a label `datacenter`",
  ),
  labels: native(SERVICE, "labels"),
  logs: native(
    SERVICE,
    "taskSpec.logDriver",
    "on the node, at most 2 files of 10 MB for each task (`docker service logs`), as long as Swarm remembers the task",
  ),
  https: unsupported(
    "the routing mesh passes TCP on; a certificate belongs to a proxy before it, or to a service of its own that is one",
  ),
  registry: unsupported(
    "none is made: nodes pull the image from the registry that it names, which they have to reach",
  ),
};
