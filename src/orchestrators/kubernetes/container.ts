import type { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { input } from "@pulumi/kubernetes/types";
import type { DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import type { Check, Workload } from "../../workload/workload";

/** The headless Service by which pods find each other. */
export const peersName = ({ name }: Workload) => `${name}-peers`;

/**
 * Seconds from the decision to end a pod to SIGTERM. Services withdraw the pod at once, but nodes apply that somewhat
 * later; until then they would send requests to a process that has ended.
 * https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/
 */
export const WITHDRAWAL_SECONDS = 5;

/** Seconds that a process has to start unless `startSeconds` is set. */
const START_SECONDS = 60;

/** The pod's name, which is only known once the pod exists. */
const INSTANCE = { name: "PODIUM_INSTANCE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };

/** Where the pod's volumes are mounted: each is a folder of the workload, writable for every user. */
export const mountsOf = ({ writable }: Workload) => [
  { name: "tmp", mountPath: "/tmp" },
  ...writable.map((mountPath, index) => ({ name: `writable-${index}`, mountPath })),
];

/** The one container of each pod. */
export function container({ workload, image }: DeploymentArgs, secrets?: Secret): input.core.v1.Container {
  const variables = environment(
    "kubernetes",
    { workload, image },
    { PODIUM_PEERS: `dns:${peersName(workload)}:${workload.port}` },
  );
  const resources = { cpu: `${Math.round(workload.cpu * 1000)}m`, memory: `${workload.memory}Mi` };
  return {
    name: "app",
    image,
    imagePullPolicy: "IfNotPresent",
    command: workload.command?.map(literal),
    args: workload.args?.map(literal),
    ports: [{ name: "http", containerPort: workload.port }],
    env: variables.apply((all) => [
      ...Object.entries(all).map(([name, value]) => ({ name, value: literal(value) })),
      // The API server refuses a name that occurs twice.
      ...("PODIUM_INSTANCE" in all ? [] : [INSTANCE]),
    ]),
    envFrom: secrets && [{ secretRef: { name: secrets.metadata.name } }],
    resources: { requests: resources, limits: resources },
    // The other two wait for it, so that a slow start is not mistaken for a hang.
    startupProbe: workload.health && {
      ...probe(workload.health),
      periodSeconds: 1,
      failureThreshold: workload.startSeconds ?? START_SECONDS,
    },
    livenessProbe: workload.health && probe(workload.health),
    readinessProbe: workload.readiness && probe(workload.readiness),
    lifecycle: { preStop: { sleep: { seconds: WITHDRAWAL_SECONDS } } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: workload.readOnlyRootFilesystem,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: mountsOf(workload),
  };
}

/**
 * Kubernetes replaces `$(NAME)` in a value, a command or an argument by that variable, and `$$` by one dollar sign:
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 */
const literal = (value: string) => value.replaceAll("$", () => "$$");

const namesAndValues = (headers?: Record<string, string>) =>
  headers && Object.entries(headers).map(([name, value]) => ({ name, value }));

/**
 * The kubelet's, which may use any port of a pod, whatever a network policy says:
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-spec
 */
const probe = ({ path, port, headers, interval, timeout, failures }: Check) => ({
  httpGet: { path, port: port ?? "http", httpHeaders: namesAndValues(headers) },
  periodSeconds: interval,
  timeoutSeconds: timeout,
  failureThreshold: failures,
});
