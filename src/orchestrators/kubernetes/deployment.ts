import { Deployment as AppsDeployment } from "@pulumi/kubernetes/apps/v1/deployment";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget";
import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { InvalidWorkload, type Workload } from "../../workload/workload";
import { container, peersName } from "./container";
import { labelsOf, selectorOf } from "./labels";
import { makePullSecret, makeSecrets } from "./secrets";

export interface KubernetesArgs extends DeploymentArgs {
  /** How the Service is reached from outside the cluster. */
  serviceType: "NodePort" | "LoadBalancer";
  /** The address of a node, for `NodePort`. */
  nodeHost: string;
}

/** Seconds without progress after which the engine calls a rollout failed. */
const PROGRESS_SECONDS = 120;
/** Seconds that one instance may take to replace another, which is progress. */
const REPLACE_SECONDS = 30;

/** What pods are spread over: the labels of nodes that tell their zone and themselves. */
const SPREAD = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];

/** The workload as a Deployment behind a Service, in a namespace of its own. */
export class KubernetesDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: KubernetesArgs, options?: pulumi.ComponentResourceOptions) {
    super("kubernetes", name, args, options);
    const { workload } = args;
    checkNodePort(args);
    const child = { parent: this };
    const labels = labelsOf(workload);
    const selector = selectorOf(workload);

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
    const secrets = makeSecrets(name, workload, inNamespace, child);
    const pullSecret = makePullSecret(name, workload, inNamespace, child);

    const deployment = new AppsDeployment(
      name,
      {
        metadata,
        spec: {
          // Left to the autoscaler where there is one: otherwise each `up` would undo what it did.
          replicas: workload.autoscaling ? undefined : workload.replicas,
          selector: { matchLabels: selector },
          strategy: { type: "RollingUpdate", rollingUpdate: rollingUpdate(workload.update) },
          minReadySeconds: 0,
          progressDeadlineSeconds: PROGRESS_SECONDS,
          revisionHistoryLimit: 2,
          template: {
            metadata: { labels: { ...labels, "app.kubernetes.io/version": workload.version } },
            spec: {
              serviceAccountName: account.metadata.name,
              automountServiceAccountToken: false,
              imagePullSecrets: pullSecret && [{ name: pullSecret.metadata.name }],
              restartPolicy: "Always",
              terminationGracePeriodSeconds: workload.stopSeconds,
              topologySpreadConstraints: SPREAD.map((topologyKey) => ({
                topologyKey,
                maxSkew: 1,
                // A cluster of one node, or without zones, takes the pods all the same.
                whenUnsatisfiable: "ScheduleAnyway",
                labelSelector: { matchLabels: selector },
              })),
              securityContext: {
                runAsNonRoot: true,
                runAsUser: workload.user,
                runAsGroup: workload.user,
                seccompProfile: { type: "RuntimeDefault" },
              },
              containers: [container(args, secrets)],
              volumes: [{ name: "tmp", emptyDir: { sizeLimit: "16Mi" } }],
            },
          },
        },
      },
      // A stuck rollout fails soon after the engine has given it up, and not ten minutes later.
      { ...child, customTimeouts: { create: patience(workload), update: patience(workload) } },
    );

    const service = new Service(
      name,
      {
        metadata,
        spec: {
          type: args.serviceType,
          selector,
          ports: [
            {
              name: "http",
              port: workload.publicPort,
              targetPort: "http",
              nodePort: args.serviceType === "NodePort" ? workload.publicPort : undefined,
            },
          ],
        },
      },
      child,
    );
    // A headless Service: its name resolves to the address of every ready pod, so that they find each other.
    new Service(
      `${name}-peers`,
      {
        metadata: { ...inNamespace, name: peersName(workload) },
        spec: {
          clusterIP: "None",
          selector,
          ports: [{ name: "http", port: workload.port, targetPort: "http" }],
        },
      },
      child,
    );
    new PodDisruptionBudget(
      name,
      { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
      child,
    );
    new NetworkPolicy(
      name,
      {
        metadata,
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress"],
          ingress: [{ ports: [{ protocol: "TCP", port: "http" }] }],
        },
      },
      child,
    );
    if (workload.autoscaling) {
      const { min, max, cpuPercent } = workload.autoscaling;
      new HorizontalPodAutoscaler(
        name,
        {
          metadata,
          spec: {
            minReplicas: min,
            maxReplicas: max,
            scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment.metadata.name },
            metrics: [
              {
                type: "Resource",
                resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } },
              },
            ],
          },
        },
        child,
      );
    }

    this.endpoints = pulumi.output(
      args.serviceType === "NodePort"
        ? [`http://${args.nodeHost}:${workload.publicPort}`]
        : [pulumi.interpolate`http://${loadBalancerHost(service)}:${workload.publicPort}`],
    );
    this.reference = pulumi.interpolate`${namespace.metadata.name}/${deployment.metadata.name}`;
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** How long Pulumi waits for a rollout. */
const patience = ({ replicas }: Workload) => `${PROGRESS_SECONDS + REPLACE_SECONDS * replicas}s`;

/** https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport */
function checkNodePort({ serviceType, workload: { publicPort } }: KubernetesArgs): void {
  if (serviceType !== "NodePort" || (publicPort >= 30000 && publicPort <= 32767)) return;
  const allowed =
    "30000 to 32767, the ports that Kubernetes opens on its nodes (or set serviceType to LoadBalancer)";
  throw new InvalidWorkload([{ key: "podium:publicPort", value: publicPort, allowed }]);
}

/** Of the instances replaced at once, as many as may run in excess are started first; the rest is stopped first. */
const rollingUpdate = ({ parallelism, surge }: Workload["update"]) => ({
  maxSurge: Math.min(surge, parallelism),
  maxUnavailable: Math.max(0, parallelism - surge),
});

const loadBalancerHost = (service: Service) =>
  service.status.loadBalancer.ingress.apply(
    (ingress) => ingress?.[0]?.hostname ?? ingress?.[0]?.ip ?? "pending",
  );
