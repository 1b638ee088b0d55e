import type { input } from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import { portsOf } from "../../workload/ports";
import type { Check, Workload } from "../../workload/workload";
import { resources } from "./limits";
import { CONTAINER } from "./names";

/**
 * The seconds between SIGTERM and SIGKILL that the process is told to count on. A group has no such setting and no
 * document states the time; 10 s is the least that container engines grant by default.
 * https://github.com/Azure/azure-cli/issues/16673
 */
const STOP_SECONDS = 10;

/** Seconds until the first liveness check, unless `startSeconds` is set: there is no startup probe to hold it back while the process starts. */
const START_SECONDS = 10;

/** Where a group's volumes are mounted; undefined without any. */
export const mountsOf = ({ writable }: Workload) =>
  writable.length
    ? writable.map((mountPath, index) => ({ name: `writable-${index}`, mountPath, readOnly: false }))
    : undefined;

/** The one container of a group. @param peers the public name of every group, with `*` for its number. */
export function container(
  { workload, image }: DeploymentArgs,
  groupName: string,
  peers: pulumi.Output<string>,
): input.containerinstance.ContainerArgs {
  // There is no port mapping: the process listens on the port at which the world reaches it.
  const port = workload.publicPort;
  const { health, readiness } = workload;
  const granted = { ...workload, port, stopSeconds: STOP_SECONDS };
  const variables = peers.apply((name) =>
    environment(
      "aci",
      { workload: granted, image },
      // Not a list of names: scaling would change it, and so restart every group.
      { PODIUM_INSTANCE: groupName, PODIUM_PEERS: `numbered:${name}:${port}` },
    ),
  );
  return {
    name: CONTAINER,
    image,
    command: workload.command && [...workload.command, ...(workload.args ?? [])],
    // One for a check alone is not among those of the group, so it is not open to the world.
    ports: portsOf(granted).map((each) => ({ port: each, protocol: "TCP" })),
    environmentVariables: variables.apply((all) => [
      ...Object.entries(all).map(([name, value]) => ({ name, value })),
      ...secureVariables(workload),
    ]),
    resources: resources(workload),
    volumeMounts: mountsOf(workload),
    livenessProbe: health && {
      ...probe(health, port),
      initialDelaySeconds: workload.startSeconds ?? START_SECONDS,
    },
    readinessProbe: readiness && { ...probe(readiness, port), initialDelaySeconds: 0 },
  };
}

/** Azure never returns a secure value. */
const secureVariables = ({ secrets }: Workload) =>
  Object.entries(secrets).map(([name, value]) => ({ name, secureValue: pulumi.secret(value) }));

const namesAndValues = (headers?: Record<string, string>) =>
  headers && Object.entries(headers).map(([name, value]) => ({ name, value }));

const probe = ({ path, port, headers, interval, timeout, failures }: Check, ownPort: number) => ({
  // The scheme in lower case, unlike Kubernetes':
  // https://learn.microsoft.com/azure/templates/microsoft.containerinstance/containergroups
  httpGet: { path, port: port ?? ownPort, scheme: "http", httpHeaders: namesAndValues(headers) },
  periodSeconds: interval,
  timeoutSeconds: timeout,
  failureThreshold: failures,
  successThreshold: 1,
});
