import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const CONTAINER = "spec.template.spec.containers.0";

export const fidelity: Fidelity = {
  name: native(DEPLOYMENT, "metadata.name"),
  image: native(DEPLOYMENT, `${CONTAINER}.image`),
  version: native(DEPLOYMENT, "spec.template.metadata.labels"),
  replicas: native(DEPLOYMENT, "spec.replicas"),
  cpu: native(DEPLOYMENT, `${CONTAINER}.resources.limits.cpu`),
  memory: native(DEPLOYMENT, `${CONTAINER}.resources.limits.memory`),
  port: native(DEPLOYMENT, `${CONTAINER}.ports.0.containerPort`),
  publicPort: native(
    "kubernetes:core/v1:Service",
    "spec.ports.0.nodePort",
    "a NodePort is 30000 to 32767; with a LoadBalancer any port",
  ),
  env: native(DEPLOYMENT, `${CONTAINER}.env`),
  secrets: native("kubernetes:core/v1:Secret", "stringData"),
  health: native(DEPLOYMENT, `${CONTAINER}.livenessProbe`),
  readiness: native(DEPLOYMENT, `${CONTAINER}.readinessProbe`),
  stopSeconds: native(DEPLOYMENT, "spec.template.spec.terminationGracePeriodSeconds"),
  parallelism: native(DEPLOYMENT, "spec.strategy.rollingUpdate.maxUnavailable"),
  surge: native(DEPLOYMENT, "spec.strategy.rollingUpdate.maxSurge"),
  rollback: unsupported(
    "a rollout without progress for 120 s is marked as failed and stays half done, the old pods serving; going back is " +
      "another `pulumi up`",
  ),
  user: native(DEPLOYMENT, "spec.template.spec.securityContext.runAsUser"),
  readOnlyRootFilesystem: native(DEPLOYMENT, `${CONTAINER}.securityContext.readOnlyRootFilesystem`),
  registryCredentials: native(DEPLOYMENT, "spec.template.spec.imagePullSecrets"),
  autoscaling: approximated(
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "spec",
    "needs the metrics server in the cluster; `replicas` is then left to the autoscaler: a deployment that already runs " +
      "goes to one pod when autoscaling is set, until the autoscaler acts",
  ),
  discovery: native(
    "kubernetes:core/v1:Service",
    "spec.clusterIP",
    "a headless Service, whose name the cluster's DNS add-on resolves to the addresses of all ready pods",
  ),
  placement: native(
    DEPLOYMENT,
    "spec.template.spec.topologySpreadConstraints",
    "over zones and over nodes, as far as there is room: one node takes all pods rather than leave one out",
  ),
  labels: native(DEPLOYMENT, "metadata.labels", "on every object and every pod"),
  logs: unsupported(
    "nothing is set: the kubelet keeps the latest of what a container prints (`kubectl logs`) as long as its pod is " +
      "there, by its own settings; to keep more takes a log collector in the cluster",
  ),
  https: unsupported(
    "a Service passes TCP on; a certificate belongs to an Ingress or a Gateway, for which the cluster needs a controller",
  ),
  registry: unsupported(
    "none is made: nodes pull the image from the registry that it names, which they have to reach",
  ),
};
