import { Deployment as AppsDeployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../program/connection";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { replacementOf } from "../../workload/instances";
import { rolloutSeconds, timeouts } from "../../program/timeouts";
import { createAutoscaler } from "./autoscaler";
import type { KubernetesConnection } from "./connection";
import { WITHDRAWAL_SECONDS } from "./container";
import { fidelity } from "./fidelity";
import { labelsOf, selectorOf } from "./labels";
import { podTemplate } from "./pod";
import { createProvider } from "./provider";
import { createPullSecret, createSecrets } from "./secrets";
import { checkNodePort, createPeersService, createService, endpointsOf, type Publication } from "./services";

export interface KubernetesArgs extends DeploymentArgs, Publication {
  /** The cluster. */
  target: KubernetesConnection;
}

/**
 * Has Pulumi take over a field of the Deployment that something else has changed, instead of failing with a conflict: the
 * number of pods, which may still belong to an autoscaler, or to `kubectl scale`.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 * https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
 */
const TAKE_OVER = { "pulumi.com/patchForce": "true" };

/** Seconds that a pod may take to become ready, which counts as progress, unless `startSeconds` is set. */
const START_SECONDS = 30;
/** Seconds beyond a pod's start without progress after which Kubernetes marks a rollout as failed: for pulling the image. */
const PULL_SECONDS = 90;

/** The workload as a Deployment behind a Service, in a namespace of its own. */
export class KubernetesDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;
  readonly connection: pulumi.Output<Connection>;

  constructor(name: string, args: KubernetesArgs, options?: pulumi.ComponentResourceOptions) {
    super({ name: "kubernetes", fidelity }, name, args, options);
    const { workload, target } = args;
    checkNodePort(workload, args);
    const { extra, missing } = replacementOf(workload.update);
    const child = { parent: this, provider: createProvider(name, target, this) };
    const labels = labelsOf(workload);
    const selector = { matchLabels: selectorOf(workload) };

    const namespace = new Namespace(
      name,
      {
        metadata: {
          name: workload.name,
          // The API server then refuses any pod here that could become root.
          labels: { ...labels, "pod-security.kubernetes.io/enforce": "restricted" },
        },
      },
      child,
    );
    const inNamespace = { namespace: namespace.metadata.name, labels };
    const metadata = { ...inNamespace, name: workload.name };

    const account = new ServiceAccount(name, { metadata, automountServiceAccountToken: false }, child);
    const secrets = createSecrets(name, workload, inNamespace, child);
    const pullSecret = createPullSecret(name, workload, inNamespace, child);

    const { startSeconds = START_SECONDS } = workload;
    const progressSeconds = PULL_SECONDS + startSeconds;
    // Pulumi would wait for ten minutes, which is too long for a stuck rollout and too short for one of many pods.
    const seconds = rolloutSeconds({
      count: this.instances.max,
      atOnce: workload.update.parallelism,
      startSeconds,
      // Where nodes are full, the next batch waits for the room of the one before.
      stopSeconds: WITHDRAWAL_SECONDS + workload.stopSeconds,
    });
    const deployment = new AppsDeployment(
      name,
      {
        metadata: { ...metadata, annotations: TAKE_OVER },
        spec: {
          // Left to the autoscaler, if any: otherwise each `pulumi up` would undo its changes.
          replicas: workload.autoscaling ? undefined : this.instances.initial,
          selector,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: extra, maxUnavailable: missing } },
          minReadySeconds: 0,
          progressDeadlineSeconds: progressSeconds,
          revisionHistoryLimit: 2,
          template: podTemplate(args, { account, secrets, pullSecret }),
        },
      },
      { ...child, customTimeouts: timeouts(progressSeconds + seconds) },
    );
    if (workload.autoscaling) createAutoscaler(name, workload.autoscaling, deployment, metadata, child);

    const service = createService(name, workload, args, inNamespace, child);
    createPeersService(name, workload, inNamespace, child);

    // When nodes are drained, one pod is evicted at a time.
    new PodDisruptionBudget(name, { metadata, spec: { maxUnavailable: 1, selector } }, child);
    new NetworkPolicy(
      name,
      {
        metadata,
        spec: {
          podSelector: selector,
          policyTypes: ["Ingress"],
          ingress: [{ ports: [{ protocol: "TCP", port: "http" }] }],
        },
      },
      child,
    );

    this.endpoints = endpointsOf(service, workload, args);
    this.reference = pulumi.interpolate`${namespace.metadata.name}/${deployment.metadata.name}`;
    this.connection = pulumi.output<Connection>(target);
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}
