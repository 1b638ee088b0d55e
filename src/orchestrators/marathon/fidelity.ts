import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const APP = "pulumi-nodejs:dynamic/marathon:App";

const DOCKER_ONLY = "an option for Docker; Mesos' own containerizer, which is not used, would ignore it";

export const fidelity: Fidelity = {
  name: native(APP, "app.id"),
  image: native(APP, "app.container.docker.image"),
  version: native(APP, "app.env.PODIUM_VERSION"),
  replicas: native(APP, "app.instances"),
  cpu: approximated(
    APP,
    "app.cpus",
    "reserved when a task is placed, and its share when the agent is busy; a limit only on agents with " +
      "`--cgroups_enable_cfs`",
  ),
  memory: native(APP, "app.mem"),
  port: native(
    APP,
    "app.container.portMappings.0.containerPort",
    "below 1024, the agents need Docker 20.10 or later",
  ),
  publicPort: approximated(
    APP,
    "app.container.portMappings.0.servicePort",
    "Marathon only reserves the number; a proxy such as marathon-lb has to publish it",
  ),
  command: approximated(
    APP,
    "app.container.docker.parameters",
    "the program is an option for Docker, its first arguments are the app's; Mesos' own containerizer, which is not used, " +
      "would ignore the option",
  ),
  args: native(APP, "app.args"),
  env: native(APP, "app.env"),
  secrets: approximated(
    APP,
    "app.env",
    "encrypted in Pulumi's state only: whoever may read the app in Marathon can read them, since Marathon has secrets " +
      "only with a plugin for a secret store",
  ),
  health: native(APP, "app.healthChecks.0", "a response from 200 to 399 is healthy"),
  healthPort: native(APP, "app.healthChecks.0.port"),
  healthHeaders: unsupported("an app's health check has none, and its `Host` is 127.0.0.1"),
  healthCommand: unsupported("not needed: tasks are checked by HTTP, see `health`"),
  healthNone: native(
    APP,
    "app.healthChecks",
    "a task counts as started as soon as it runs, and is restarted only when its process ends; marathon-lb then checks " +
      "nothing, not even readiness",
  ),
  readiness: approximated(
    APP,
    "app.readinessChecks.0",
    "Marathon checks it only during a deployment, marathon-lb afterwards, by the app's labels. The interval is at " +
      "least a second longer than the timeout",
  ),
  readinessPort: approximated(
    APP,
    "app.readinessChecks.0.portName",
    "as a second port of the agent, not published, but open to who reaches the agents. A deployment waits for the check, " +
      "but marathon-lb cannot tell whose port it is: it checks only whether a task accepts connections",
  ),
  readinessHeaders: unsupported(
    "an app's readiness check has none, and its `Host` is the agent's address: an app that refuses other names than its own, " +
      "such as Django by ALLOWED_HOSTS, answers 400 and is never ready. Allow that address there, or set `readiness` to `none`",
  ),
  readinessNone: native(
    APP,
    "app.readinessChecks",
    "marathon-lb then checks only whether a task accepts connections",
  ),
  startSeconds: native(APP, "app.healthChecks.0.gracePeriodSeconds", "60 unless it is set"),
  stopSeconds: native(APP, "app.taskKillGracePeriodSeconds"),
  // https://mesos.apache.org/documentation/latest/configuration/master/
  replaceSeconds: native(
    APP,
    "app.unreachableStrategy.inactiveAfterSeconds",
    "counts from when Mesos declares the agent unreachable, by default after 75 s (`--agent_ping_timeout`, " +
      "`--max_agent_ping_timeouts`); 0 unless it is set. A task whose agent comes back after that is killed",
  ),
  parallelism: native(APP, "app.upgradeStrategy.minimumHealthCapacity"),
  surge: native(APP, "app.upgradeStrategy.maximumOverCapacity"),
  rollback: approximated(
    APP,
    "rollback",
    "Marathon would try forever. While `pulumi up` runs, Podium's provider cancels a deployment without progress, and " +
      "Marathon restarts every task as it was before; `pulumi up` still fails",
  ),
  user: approximated(APP, "app.container.docker.parameters.0.value", DOCKER_ONLY),
  group: approximated(APP, "app.container.docker.parameters.0.value", DOCKER_ONLY),
  stopSignal: approximated(APP, "app.container.docker.parameters", DOCKER_ONLY),
  init: approximated(APP, "app.container.docker.parameters", DOCKER_ONLY),
  readOnlyRootFilesystem: approximated(APP, "app.container.docker.parameters.1.value", DOCKER_ONLY),
  tmpSize: approximated(
    APP,
    "app.container.docker.parameters.2.value",
    `in memory: what is in it counts against \`memory\`; ${DOCKER_ONLY}`,
  ),
  tmpExec: approximated(APP, "app.container.docker.parameters.2.value", DOCKER_ONLY),
  writable: approximated(
    APP,
    "app.container.docker.parameters.5.value",
    `in memory, like /tmp; ${DOCKER_ONLY}`,
  ),
  registryCredentials: unsupported(
    "every agent needs its own login: a docker.tar.gz with Docker's config.json where the agent can fetch it",
  ),
  autoscaling: unsupported("the number of instances stays at `replicas`"),
  discovery: approximated(
    APP,
    "app.env.PODIUM_PEERS",
    "needs Mesos-DNS as a task beside it, whose SRV records have every running task, ready or not",
  ),
  placement: native(
    APP,
    "app.constraints",
    "over the agents that have made offers to Marathon; not over zones, since an agent without one would get no task",
  ),
  labels: native(APP, "app.labels"),
  logs: unsupported(
    "nothing is set: the agent keeps `stdout` and `stderr` in the task's sandbox as long as its own settings say, and " +
      "Mesos' web interface shows them",
  ),
  https: unsupported(
    "not among the app's labels: a certificate is a file where marathon-lb runs, which this program cannot put there",
  ),
  registry: unsupported(
    "none is created: agents pull the image from the registry in its name, which they have to reach",
  ),
};
