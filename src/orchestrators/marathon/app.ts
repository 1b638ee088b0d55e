import type { InstanceCount } from "../../workload/instances";
import { DEFAULTS } from "../../workload/defaults";
import type { Tmp, Workload } from "../../workload/workload";
import { haproxyWord } from "../haproxy";
import { upgradeStrategy } from "./upgradeStrategy";

/** Seconds that a task has to start and to pass its first health check; failures before that do not count. */
const startSecondsOf = ({ startSeconds = 60 }: Workload) => startSeconds;

const PORT_NAME = "http";
/** That of a readiness check at another port, which Marathon can ask only at a port of the agent. */
const READINESS_PORT_NAME = "readiness";

/** What an app is defined from. The image and the environment may be known later. */
export interface AppArgs<Image, Env> {
  workload: Workload;
  instances: InstanceCount;
  /** By digest. */
  image: Image;
  env: Env;
  labels: Record<string, string>;
}

/**
 * The workload as a Marathon app. Nothing is left to Marathon's defaults: with them, tasks would share the agent's
 * network, an update would double their number, and health would be checked once a minute.
 * https://github.com/mesosphere/marathon/blob/master/docs/docs/rest-api/public/api/v2/types/app.raml
 */
export function appDefinition<Image, Env>({ workload, instances, image, env, labels }: AppArgs<Image, Env>) {
  const { health, readiness } = workload;
  const args = [...(workload.command ?? []).slice(1), ...(workload.args ?? [])];
  return {
    // A path: apps are in groups, and this one is in the root group.
    id: `/${workload.name}`,
    instances: instances.initial,
    cpus: workload.cpu,
    mem: workload.memory,
    // Not `cmd`, which a shell in the image would run.
    ...(args.length && { args }),
    networks: [{ mode: "container/bridge" }],
    container: {
      type: "DOCKER",
      docker: {
        image,
        // A digest always means the same image.
        forcePullImage: false,
        privileged: false,
        parameters: dockerParameters(workload),
      },
      portMappings: [
        {
          name: PORT_NAME,
          protocol: "tcp",
          containerPort: workload.port,
          // Any free port of the agent.
          hostPort: 0,
          servicePort: workload.publicPort,
        },
        ...list(readiness?.port).map((containerPort) => ({
          name: READINESS_PORT_NAME,
          protocol: "tcp",
          containerPort,
          hostPort: 0,
        })),
      ],
    },
    env,
    labels: { ...labels, ...proxyLabels(workload) },
    healthChecks: list(health).map(({ path, port, interval, timeout, failures }) => ({
      // By the agent, in the task's own network. `HTTP`, by Marathon itself, is deprecated.
      protocol: "MESOS_HTTP",
      path,
      ...(port === undefined ? { portIndex: 0 } : { port }),
      delaySeconds: 1,
      gracePeriodSeconds: startSecondsOf(workload),
      intervalSeconds: interval,
      timeoutSeconds: timeout,
      maxConsecutiveFailures: failures,
    })),
    readinessChecks: list(readiness).map(({ path, port, interval, timeout }) => ({
      name: "ready",
      protocol: "HTTP",
      path,
      portName: port === undefined ? PORT_NAME : READINESS_PORT_NAME,
      // Marathon insists on more than the timeout.
      intervalSeconds: Math.max(interval, timeout + 1),
      timeoutSeconds: timeout,
      httpStatusCodesForReady: [200, 201, 202, 203, 204, 205, 206],
      preserveLastResponse: false,
    })),
    taskKillGracePeriodSeconds: workload.stopSeconds,
    killSelection: "YOUNGEST_FIRST",
    upgradeStrategy: upgradeStrategy(instances.initial, workload.update),
    // A task that ends is always started again, after a pause that grows each time.
    backoffSeconds: 1,
    backoffFactor: 1.5,
    maxLaunchDelaySeconds: 60,
    unreachableStrategy: unreachableStrategy(workload),
    // Spread evenly over the agents.
    constraints: [["hostname", "GROUP_BY"]],
  };
}

/** An app may have any number of checks of a kind, and of ports. */
const list = <T>(one: T | undefined): T[] => (one === undefined ? [] : [one]);

/**
 * When a task on an unreachable agent is replaced, by default at once. It is also given up then: if its agent comes back
 * later, Marathon kills it. Unless both are 0, some versions insist that the second is larger.
 * https://github.com/mesosphere/marathon/blob/master/docs/docs/rest-api/public/api/v2/types/unreachableStrategy.raml
 */
const unreachableStrategy = ({ replaceSeconds = 0 }: Workload) => ({
  inactiveAfterSeconds: replaceSeconds,
  expungeAfterSeconds: replaceSeconds && replaceSeconds + 1,
});

/**
 * Seconds without progress after which a deployment has failed: Marathon itself would try forever. Progress is one more
 * new task that is healthy, or one old task less, so the time covers one task's start, health, readiness and stop.
 */
export function patienceSeconds(workload: Workload): number {
  const { health = DEFAULTS.health, readiness = DEFAULTS.readiness, stopSeconds } = workload;
  const verdict = health.interval * health.failures + readiness.interval * readiness.failures;
  return startSecondsOf(workload) + verdict + stopSeconds;
}

/** https://docs.docker.com/engine/storage/tmpfs/#options-for---tmpfs */
const tmpfs = (folder: string, { size, exec }: Tmp) =>
  `${folder}:rw,${exec ? "exec" : "noexec"},nosuid,nodev,size=${size}m`;

/** Options of `docker run`, since an app cannot express them. */
function dockerParameters({
  user,
  readOnlyRootFilesystem,
  command,
  stopSignal,
  init,
  tmp,
  group,
  writable,
}: Workload) {
  return [
    { key: "user", value: `${user}:${group}` },
    { key: "read-only", value: String(readOnlyRootFilesystem) },
    { key: "tmpfs", value: tmpfs("/tmp", tmp) },
    { key: "cap-drop", value: "ALL" },
    { key: "security-opt", value: "no-new-privileges" },
    ...(init ? [{ key: "init", value: "true" }] : []),
    ...(stopSignal ? [{ key: "stop-signal", value: stopSignal }] : []),
    // One string only: the rest of the command is among the arguments. Docker then ignores the image's CMD.
    // https://docs.docker.com/reference/cli/docker/container/run/#entrypoint
    ...(command ? [{ key: "entrypoint", value: command[0]! }] : []),
    ...writable.map((folder) => ({ key: "tmpfs", value: tmpfs(folder, { ...tmp, exec: false }) })),
  ];
}

/**
 * marathon-lb publishes the service port of apps in its group. Its HAProxy checks each task's readiness, which Marathon
 * does not once a deployment is over. So the proxy also notices a task that is about to stop. Without a path to ask for at
 * the task's own port, it checks whether the task accepts connections. It checks only tasks that have a health check, too.
 * https://github.com/mesosphere/marathon-lb/blob/master/Longhelp.md
 *
 * It could check at a second port, but would match the ports of an agent's tasks by their order, and so take one task for
 * another: `get_backend_port` in https://github.com/mesosphere/marathon-lb/blob/master/marathon_lb.py
 */
function proxyLabels({ readiness }: Workload) {
  const { path, interval, timeout, failures } = readiness ?? DEFAULTS.readiness;
  const isOwn = readiness?.port === undefined;
  const request = `  option httpchk GET ${haproxyWord(path)}\n  timeout check ${timeout}s\n`;
  return {
    HAPROXY_GROUP: "external",
    HAPROXY_0_MODE: "http",
    HAPROXY_0_BACKEND_HTTP_HEALTHCHECK_OPTIONS: readiness && isOwn ? request : "",
    HAPROXY_0_BACKEND_SERVER_HTTP_HEALTHCHECK_OPTIONS: `  check inter ${interval}s fall ${failures} rise 1\n`,
    // Otherwise it would publish this port, too.
    ...(isOwn ? {} : { HAPROXY_1_ENABLED: "false" }),
  };
}
