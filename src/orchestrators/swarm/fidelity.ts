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
    "Pulumi's provider passes the environment variables in any order, which Swarm takes for a change: scaling also " +
      "replaces the running tasks, as an update would",
  ),
  cpu: native(SERVICE, "taskSpec.resources.limits.nanoCpus"),
  memory: native(SERVICE, "taskSpec.resources.limits.memoryBytes"),
  // https://docs.docker.com/engine/release-notes/20.10/#20100
  port: native(
    SERVICE,
    "endpointSpec.ports.0.targetPort",
    "below 1024, the nodes need Docker 20.10 or later",
  ),
  publicPort: native(
    SERVICE,
    "endpointSpec.ports.0.publishedPort",
    "the port is open on every node of the swarm",
  ),
  command: native(SERVICE, `${CONTAINER}.commands`),
  args: native(SERVICE, `${CONTAINER}.args`),
  env: native(SERVICE, `${CONTAINER}.env`),
  secrets: native(
    "docker:index/secret:Secret",
    "data",
    "as files that `NAME_FILE` points to, never as environment variables; a changed secret replaces the tasks",
  ),
  health: approximated(
    SERVICE,
    `${CONTAINER}.healthcheck`,
    "Swarm has no HTTP check: it runs `health.command` in the container, which in the sample image requests the path " +
      "(`/nodejs/bin/node /app/server.js health`). The first check, and so the first request, comes one `interval` after " +
      "the start. For an image of your own without `health.command` it runs the image's `HEALTHCHECK`, at this interval. If " +
      "there is none, either, a task gets requests as soon as its container runs, and one that hangs is not replaced",
  ),
  healthPort: unsupported("not needed: `health.command` decides where it checks"),
  healthHeaders: unsupported("not needed: `health.command` decides what it sends"),
  healthCommand: native(SERVICE, `${CONTAINER}.healthcheck.tests`),
  healthNone: native(
    SERVICE,
    `${CONTAINER}.healthcheck.tests`,
    "a `HEALTHCHECK` of the image is switched off, too: a task gets requests as soon as its container runs, and is replaced " +
      "only when its process ends",
  ),
  readiness: unsupported(
    "the health check decides on both: a task gets requests once it is healthy and is replaced, not spared, when it " +
      "fails later; a task that is only unready keeps getting requests",
  ),
  readinessPort: unsupported("not needed: there is no readiness check in any case, see `readiness`"),
  readinessHeaders: unsupported("not needed: there is no readiness check in any case, see `readiness`"),
  readinessNone: unsupported("not needed: there is no readiness check in any case, see `readiness`"),
  startSeconds: native(
    SERVICE,
    `${CONTAINER}.healthcheck.startPeriod`,
    "30 unless it is set; a task without a health check counts as started as soon as its container runs",
  ),
  stopSeconds: approximated(
    SERVICE,
    `${CONTAINER}.stopGracePeriod`,
    "SIGTERM comes 2 s after the task is removed from the routing mesh; SIGKILL comes 5 s later than configured, as " +
      "Pulumi would otherwise not have the time to delete the service",
  ),
  // https://docs.docker.com/reference/cli/docker/swarm/update/
  replaceSeconds: unsupported(
    "a service has no such setting: tasks are replaced as soon as their node has missed three heartbeats, which are the " +
      "swarm's own, 5 s apart unless `docker swarm update --dispatcher-heartbeat` says otherwise",
  ),
  parallelism: native(SERVICE, "updateConfig.parallelism"),
  surge: approximated(
    SERVICE,
    "updateConfig.order",
    "all or nothing: any surge starts as many extra tasks as are replaced at once",
  ),
  rollback: native(
    SERVICE,
    "updateConfig.failureAction",
    "without it, a failed update pauses half done; a first deployment that fails is removed either way",
  ),
  user: native(SERVICE, `${CONTAINER}.user`),
  group: native(SERVICE, `${CONTAINER}.user`),
  stopSignal: native(SERVICE, `${CONTAINER}.stopSignal`),
  init: native(SERVICE, `${CONTAINER}.init`),
  readOnlyRootFilesystem: native(SERVICE, `${CONTAINER}.readOnly`),
  tmpSize: native(
    SERVICE,
    `${CONTAINER}.mounts.0.tmpfsOptions.sizeBytes`,
    "in memory: what is in it counts against `memory`",
  ),
  tmpExec: approximated(
    SERVICE,
    `${CONTAINER}.mounts.0.volumeOptions`,
    "with `true`, /tmp is a volume in memory of each task, since a service's own tmpfs never lets programs be run from it. " +
      "Docker leaves a second one behind for each, unused and empty: `podium down` removes those of the manager that it talks " +
      "to, `docker volume prune` those of another node",
  ),
  writable: native(SERVICE, `${CONTAINER}.mounts.1`, "in memory, like /tmp"),
  registryCredentials: native(
    "pulumi:providers:docker",
    "registryAuth",
    "nodes get a changed password with the next change of the service",
  ),
  autoscaling: unsupported("the number of tasks stays at `replicas`, whatever the load"),
  discovery: native(
    SERVICE,
    "taskSpec.networksAdvanceds",
    "the overlay network's DNS resolves `tasks.NAME` to the addresses of all running tasks",
  ),
  placement: native(
    SERVICE,
    "taskSpec.placement.prefs",
    "Swarm always spreads tasks over nodes, and over sites if nodes have a label `datacenter`",
  ),
  labels: native(SERVICE, "labels"),
  logs: native(
    SERVICE,
    "taskSpec.logDriver",
    "on the node, at most 2 files of 10 MB for each task (`docker service logs`), as long as Swarm remembers the task",
  ),
  https: unsupported(
    "the routing mesh forwards TCP; HTTPS needs a proxy in front of it, or a service of its own that is one",
  ),
  registry: unsupported(
    "Podium creates none: nodes pull the image from the registry in its name, which they must be able to reach",
  ),
};
