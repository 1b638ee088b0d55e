import type { input } from "@pulumi/docker/types";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentArgs } from "../../program/deployment";
import { environment, healthCommand } from "../../program/environment";
import type { Workload } from "../../workload/workload";
import { ZONE_LABEL } from "./names";
import { WORKLOAD_LABEL } from "./owned";
import { secretPath } from "./secrets";
import { goDuration, graceSeconds, startSecondsOf } from "./timing";

const MIB = 1024 * 1024;

/** What each task runs, and how much of a node it may use. */
export function taskSpec(
  args: DeploymentArgs,
  networkId: pulumi.Input<string>,
  secrets: input.ServiceTaskSpecContainerSpecSecret[],
): input.ServiceTaskSpec {
  const { workload, image } = args;
  const resources = { nanoCpus: Math.round(workload.cpu * 1e9), memoryBytes: workload.memory * MIB };
  return {
    containerSpec: {
      image,
      // Swarm expands no templates in these two: `ExpandContainerSpec` in
      // https://github.com/moby/swarmkit/blob/master/template/expand.go
      commands: workload.command,
      args: workload.args,
      env: variables(args),
      secrets,
      healthcheck: healthcheck(workload, healthCommand(args)),
      // Without it, the nodes' own default.
      init: workload.init || undefined,
      // Without one, the image's own, or else SIGTERM, as with `docker stop`.
      // https://docs.docker.com/reference/compose-file/services/#stop_signal
      stopSignal: workload.stopSignal,
      stopGracePeriod: goDuration(graceSeconds(workload)),
      user: `${workload.user}:${workload.group}`,
      readOnly: workload.readOnlyRootFilesystem,
      capDrops: ["ALL"],
      mounts: [
        workload.tmp.exec ? executable("/tmp", workload) : tmpfs("/tmp", workload.tmp.size),
        ...workload.writable.map((folder) => tmpfs(folder, workload.tmp.size)),
      ],
    },
    resources: { limits: resources, reservation: resources },
    // Swarm's back-off does not grow: only the delay slows down a task that keeps failing at once.
    restartPolicy: { condition: "any", delay: "5s", maxAttempts: 0, window: "0s" },
    // Swarm always spreads over nodes; over sites only if nodes have a label with theirs.
    placement: { prefs: [`node.labels.${ZONE_LABEL}`] },
    networksAdvanceds: [{ id: networkId }],
    // Docker's own default keeps logs without limit: https://docs.docker.com/engine/logging/drivers/json-file/
    logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "2" } },
  };
}

/** A folder in memory. @param size MiB. */
const tmpfs = (target: string, size: number) => ({
  type: "tmpfs",
  target,
  tmpfsOptions: { sizeBytes: size * MIB },
});

/**
 * The same, and programs can be run from it, which a service's own tmpfs never allows. Without a name, the volume belongs to
 * one task and goes with its container. Docker creates a second one before, with the same labels, which nothing uses and
 * nothing removes but `removeVolumes`: `createVolumes` in
 * https://github.com/moby/moby/blob/master/daemon/cluster/executor/container/adapter.go
 */
const executable = (target: string, { name, tmp: { size } }: Workload) => ({
  type: "volume",
  target,
  volumeOptions: {
    labels: [{ label: WORKLOAD_LABEL, value: name }],
    driverName: "local",
    driverOptions: { type: "tmpfs", device: "tmpfs", o: `size=${size}m,mode=1777,nosuid,nodev` },
  },
});

/** `PODIUM_INSTANCE` is a template that Swarm expands to each task's id. */
function variables(args: DeploymentArgs): pulumi.Output<Record<string, string>> {
  const { workload } = args;
  const files = Object.keys(workload.secrets).map((name) => [`${name}_FILE`, secretPath(name)]);
  const all = environment("swarm", args, {
    ...Object.fromEntries(files),
    PODIUM_PEERS: `dns:tasks.${workload.name}:${workload.port}`,
  });
  return all.apply((plain): Record<string, string> => ({
    PODIUM_INSTANCE: "{{.Task.ID}}",
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, literal(value)])),
  }));
}

/** Swarm expands templates in every variable: https://docs.docker.com/reference/cli/docker/service/create/#template */
const literal = (value: string) => value.replace(/{{/g, '{{"{{"}}');

/**
 * Decides both whether a task gets requests and whether it keeps running. Without a command it is the image's own, with the
 * times of the workload: https://github.com/moby/moby/blob/master/daemon/commit.go (`merge`). Either way it is said: the
 * provider would otherwise keep the check that the service had before.
 */
function healthcheck(workload: Workload, command: string[] | undefined) {
  if (!workload.health) return { tests: ["NONE"] };
  const { interval, timeout, failures } = workload.health;
  return {
    tests: command ? ["CMD", ...command] : [],
    interval: goDuration(interval),
    timeout: goDuration(timeout),
    retries: failures,
    startPeriod: goDuration(startSecondsOf(workload)),
  };
}
