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
  port: native(
    DEPLOYMENT,
    `${CONTAINER}.ports.0.containerPort`,
    "below 1024 by a setting of the kernel, `sysctls`",
  ),
  publicPort: native(
    "kubernetes:core/v1:Service",
    "spec.ports.0.nodePort",
    "a NodePort must be 30000 to 32767; a LoadBalancer can have any port",
  ),
  command: native(DEPLOYMENT, `${CONTAINER}.command`),
  args: native(DEPLOYMENT, `${CONTAINER}.args`),
  env: native(DEPLOYMENT, `${CONTAINER}.env`),
  secrets: native("kubernetes:core/v1:Secret", "stringData"),
  health: native(DEPLOYMENT, `${CONTAINER}.livenessProbe`),
  healthPort: native(DEPLOYMENT, `${CONTAINER}.livenessProbe.httpGet.port`),
  healthHeaders: native(DEPLOYMENT, `${CONTAINER}.livenessProbe.httpGet.httpHeaders`),
  healthCommand: unsupported("not needed: pods are checked by HTTP, see `health`"),
  healthNone: native(
    DEPLOYMENT,
    `${CONTAINER}.livenessProbe`,
    "no liveness and no startup probe: a pod is restarted only when its process ends",
  ),
  readiness: native(DEPLOYMENT, `${CONTAINER}.readinessProbe`),
  readinessPort: native(DEPLOYMENT, `${CONTAINER}.readinessProbe.httpGet.port`),
  readinessHeaders: native(DEPLOYMENT, `${CONTAINER}.readinessProbe.httpGet.httpHeaders`),
  readinessNone: native(
    DEPLOYMENT,
    `${CONTAINER}.readinessProbe`,
    "no readiness probe: a pod gets requests once it has passed its first health check, or as soon as it runs if there is none",
  ),
  startSeconds: native(
    DEPLOYMENT,
    `${CONTAINER}.startupProbe.failureThreshold`,
    "checked once a second, if there is a health check; 60 unless it is set. A rollout is marked as failed after 90 s more without progress",
  ),
  stopSeconds: native(
    DEPLOYMENT,
    "spec.template.spec.terminationGracePeriodSeconds",
    "counts from SIGTERM, which comes 5 s after the pod has left the Service (and 5 s after failed health checks), so " +
      "that an image that does not drain loses no requests; the grace period is 5 s longer; needs Kubernetes 1.30",
  ),
  // https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
  replaceSeconds: native(
    DEPLOYMENT,
    "spec.template.spec.tolerations.0.tolerationSeconds",
    "counts from when the node is marked as not ready, which the controller manager's `node-monitor-grace-period` delays by " +
      "40 s (50 s from Kubernetes 1.32 on); 300 unless it is set, by the admission plug-in DefaultTolerationSeconds. What " +
      "still runs on a node that is cut off ends when the node is back",
  ),
  parallelism: native(DEPLOYMENT, "spec.strategy.rollingUpdate.maxUnavailable"),
  surge: native(DEPLOYMENT, "spec.strategy.rollingUpdate.maxSurge"),
  rollback: unsupported(
    "a rollout without progress for 120 s, or 90 s more than `startSeconds`, is marked as failed and stays unfinished while the old pods keep serving; " +
      "rolling back takes another `pulumi up`",
  ),
  user: native(DEPLOYMENT, "spec.template.spec.securityContext.runAsUser"),
  group: native(DEPLOYMENT, "spec.template.spec.securityContext.runAsGroup"),
  // https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#stop-signals
  stopSignal: unsupported(
    "the kubelet sends the signal that the image names (`STOPSIGNAL`), or else SIGTERM: `lifecycle.stopSignal` is an alpha " +
      "feature, and unless the cluster has it on, the API server drops the value without a word",
  ),
  init: approximated(
    DEPLOYMENT,
    "spec.template.spec.shareProcessNamespace",
    "the pod's pause container is process 1 and ends orphans; the program is another process, and gets the stop signal itself",
  ),
  readOnlyRootFilesystem: native(DEPLOYMENT, `${CONTAINER}.securityContext.readOnlyRootFilesystem`),
  tmpSize: native(
    DEPLOYMENT,
    "spec.template.spec.volumes.0.emptyDir.sizeLimit",
    "on the node's disk, so it does not count against `memory`; a pod that exceeds it is evicted, and another one started",
  ),
  tmpExec: unsupported("programs can always be run from /tmp: a volume has no option that forbids it"),
  writable: native(DEPLOYMENT, `${CONTAINER}.volumeMounts.1`, "like /tmp, so programs can be run from them"),
  registryCredentials: native(DEPLOYMENT, "spec.template.spec.imagePullSecrets"),
  autoscaling: approximated(
    "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    "spec",
    "needs the metrics server in the cluster; `replicas` is left to the autoscaler, so setting `autoscaling` on a " +
      "running deployment leaves one pod until the autoscaler acts; when it is removed, the autoscaler acts until the end of " +
      "`pulumi up`, and a second one, with `--refresh`, corrects what it has set meanwhile",
  ),
  discovery: native(
    "kubernetes:core/v1:Service",
    "spec.clusterIP",
    "a headless Service; the cluster's DNS add-on resolves its name to the addresses of all ready pods",
  ),
  placement: native(
    DEPLOYMENT,
    "spec.template.spec.topologySpreadConstraints",
    "over nodes and, by a preference for pods to avoid each other's, over zones, as far as possible: one node runs all " +
      "pods rather than leave one out",
  ),
  labels: native(DEPLOYMENT, "metadata.labels", "on every object and every pod"),
  logs: unsupported(
    "nothing is configured: the kubelet keeps a container's latest output (`kubectl logs`) as long as the pod exists, " +
      "within its own limits; keeping more takes a log collector in the cluster",
  ),
  https: unsupported(
    "a Service forwards TCP; a certificate belongs to an Ingress or a Gateway, which needs a controller in the cluster",
  ),
  registry: unsupported(
    "none is created: nodes pull from the registry in the image's name and must reach it",
  ),
};
