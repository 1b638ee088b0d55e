import type { Secret } from "@pulumi/kubernetes/core/v1/secret";
import type { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import type { input } from "@pulumi/kubernetes/types";
import type { DeploymentArgs } from "../../program/deployment";
import { hasPrivilegedPort } from "../../workload/ports";
import { container, mountsOf, WITHDRAWAL_SECONDS } from "./container";
import { labelsOf } from "./labels";
import { placement } from "./placement";

/** What a pod refers to. */
export interface PodReferences {
  account: ServiceAccount;
  /** The workload's secrets, if any. */
  secrets?: Secret;
  /** The login to the image's registry, if any. */
  pullSecret?: Secret;
}

/** The taints of a node that the cluster has given up. */
const GIVEN_UP = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/**
 * How long a pod stays bound to such a node, after which another one replaces it. Without these, the API server adds its own.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions
 */
const tolerations = (tolerationSeconds: number) =>
  GIVEN_UP.map((key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds }));

/** What every pod is created from. When any of it changes, the Deployment replaces all pods. */
export function podTemplate(
  args: DeploymentArgs,
  { account, secrets, pullSecret }: PodReferences,
): input.core.v1.PodTemplateSpec {
  const { workload } = args;
  return {
    metadata: { labels: { ...labelsOf(workload), "app.kubernetes.io/version": workload.version } },
    spec: {
      serviceAccountName: account.metadata.name,
      automountServiceAccountToken: false,
      // With service links, a Service named `app` would set APP_PORT in every container of its namespace:
      // https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables
      enableServiceLinks: false,
      imagePullSecrets: pullSecret && [{ name: pullSecret.metadata.name }],
      restartPolicy: "Always",
      // https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
      shareProcessNamespace: workload.init || undefined,
      // The pre-stop sleep counts against it, and the process gets what is left.
      terminationGracePeriodSeconds: WITHDRAWAL_SECONDS + workload.stopSeconds,
      tolerations: workload.replaceSeconds === undefined ? undefined : tolerations(workload.replaceSeconds),
      ...placement(workload),
      securityContext: {
        runAsNonRoot: true,
        runAsUser: workload.user,
        runAsGroup: workload.group,
        // Otherwise, some container runtimes let only root listen there. Safe, so every cluster from 1.22 on allows it:
        // https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
        sysctls: hasPrivilegedPort(workload)
          ? [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }]
          : undefined,
        seccompProfile: { type: "RuntimeDefault" },
      },
      containers: [container(args, secrets)],
      volumes: mountsOf(workload).map(({ name }) => ({
        name,
        emptyDir: { sizeLimit: `${workload.tmp.size}Mi` },
      })),
    },
  };
}
