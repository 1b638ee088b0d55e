import type { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { input } from "@pulumi/kubernetes/types";
import type { DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import type { Check, Workload } from "../../workload/workload";

/** The headless Service by which pods find each other. */
export const peersName = ({ name }: Workload) => `${name}-peers`;

/** A pod's name, which nobody knows before there is one. */
const INSTANCE = { name: "PODIUM_INSTANCE", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } };

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
    ports: [{ name: "http", containerPort: workload.port }],
    env: variables.apply((all) => [
      ...Object.entries(all).map(([name, value]) => ({ name, value: literal(value) })),
      // The API server takes no name twice.
      ...("PODIUM_INSTANCE" in all ? [] : [INSTANCE]),
    ]),
    envFrom: secrets && [{ secretRef: { name: secrets.metadata.name } }],
    resources: { requests: resources, limits: resources },
    // Holds back the liveness probe, so that a slow start is not taken for a hang.
    startupProbe: { ...probe(workload.health), periodSeconds: 1, failureThreshold: 60 },
    livenessProbe: probe(workload.health),
    readinessProbe: probe(workload.readiness),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: workload.readOnlyRootFilesystem,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
  };
}

/**
 * Kubernetes takes `$(NAME)` in a value for a variable, and `$$` for one dollar sign:
 * https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
 */
const literal = (value: string) => value.replaceAll("$", () => "$$");

const probe = ({ path, interval, timeout, failures }: Check) => ({
  httpGet: { path, port: "http" },
  periodSeconds: interval,
  timeoutSeconds: timeout,
  failureThreshold: failures,
});
