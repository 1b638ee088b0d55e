import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const GROUP = "azure-native:containerinstance:ContainerGroup";
const CONTAINER = "containers.0";

export const fidelity: Fidelity = {
  name: native(GROUP, "containerGroupName"),
  image: native(
    GROUP,
    `${CONTAINER}.image`,
    "must be for linux/amd64, in a registry that is reachable from the internet",
  ),
  version: native(GROUP, "tags.version"),
  replicas: approximated(
    GROUP,
    "containerGroupName",
    "one container group each, created by Pulumi: a deleted one is not replaced before the next `pulumi up --refresh`. " +
      "There is no shared endpoint: clients choose among the groups' addresses, and lose what they send to a group that " +
      "is scaled away. An Application Gateway in front of the groups would be one",
  ),
  cpu: approximated(
    GROUP,
    `${CONTAINER}.resources.limits.cpu`,
    "rounded up to tenths of a core, and at least 1; a change deletes and recreates one group after the other",
  ),
  memory: approximated(
    GROUP,
    `${CONTAINER}.resources.limits.memoryInGB`,
    "rounded up to tenths of a GB, and at least 1; a change deletes and recreates one group after the other",
  ),
  port: approximated(
    GROUP,
    `${CONTAINER}.ports.0.port`,
    "there is no port mapping, so it is also the public port. If `publicPort` is set to another one, that counts, in the " +
      "variable PORT, too, and `pulumi up` warns. Whether a user other than root may listen below 1024 is not documented",
  ),
  publicPort: native(
    GROUP,
    "ipAddress.ports.0.port",
    "Azure reserves 22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000 and 49152-65534; a change " +
      "deletes and recreates one group after the other",
  ),
  command: native(GROUP, `${CONTAINER}.command`),
  args: approximated(
    GROUP,
    `${CONTAINER}.command`,
    "Azure has one command line, which replaces entry point and CMD: without `command`, `args` are refused",
  ),
  env: native(GROUP, `${CONTAINER}.environmentVariables`),
  secrets: native(GROUP, `${CONTAINER}.environmentVariables`),
  health: native(GROUP, `${CONTAINER}.livenessProbe`),
  healthPort: native(
    GROUP,
    `${CONTAINER}.livenessProbe.httpGet.port`,
    "none that Azure reserves; it is not open to the world. A change deletes and recreates one group after the other",
  ),
  healthHeaders: native(GROUP, `${CONTAINER}.livenessProbe.httpGet.httpHeaders`),
  healthCommand: unsupported("not needed: container groups are checked by HTTP, see `health`"),
  healthNone: native(
    GROUP,
    `${CONTAINER}.livenessProbe`,
    "no liveness probe: a container is restarted only when its process ends",
  ),
  readiness: native(
    GROUP,
    `${CONTAINER}.readinessProbe`,
    "a group that is not ready gets no requests, and no other group gets them instead. `pulumi up` requests the path, too, " +
      "from the machine that it runs on: behind a firewall that lets nothing out to the groups' port, it fails",
  ),
  readinessPort: native(
    GROUP,
    `${CONTAINER}.readinessProbe.httpGet.port`,
    "as for health, see `health.port`. `pulumi up` cannot request the path there: it waits until each group responds to a " +
      "request for / with any status below 500",
  ),
  readinessHeaders: native(GROUP, `${CONTAINER}.readinessProbe.httpGet.httpHeaders`),
  readinessNone: native(
    GROUP,
    `${CONTAINER}.readinessProbe`,
    "no readiness probe: `pulumi up` waits until each group responds to a request for / with any status below 500",
  ),
  startSeconds: approximated(
    GROUP,
    `${CONTAINER}.livenessProbe.initialDelaySeconds`,
    "there is no startup probe: the first health check comes so much later, even if the process starts at once; 10 unless " +
      "it is set. `pulumi up` waits 30 s longer for a group to become ready, 60 s unless it is set",
  ),
  stopSeconds: unsupported(
    "a container group has no such setting, and how long it waits is not documented: some report SIGKILL at once. The " +
      "process is told to count on 10 s",
  ),
  replaceSeconds: unsupported(
    "Azure shows no nodes, and does not document what becomes of a group whose host is lost, nor when",
  ),
  parallelism: approximated(
    "azure-native:resources:ResourceGroup",
    "tags.parallelism",
    "by the order in which Pulumi updates the groups, which the tag only records: as many at once, the next when they " +
      "are ready, and none after one that does not become ready in time (see `startSeconds`). The first deployment takes as long",
  ),
  surge: unsupported("an update restarts each group in place, so the group is down meanwhile"),
  rollback: unsupported(
    "an update stops at the first group that does not become ready, while the groups that it has not reached serve the " +
      "old version; to roll back, run `pulumi up` again with the old version",
  ),
  user: unsupported("the image's own user applies: the Standard SKU has no security context"),
  group: unsupported("the image's own group applies, as its user does"),
  stopSignal: unsupported(
    "a container group has no such setting, and which signal it sends is not documented: the process should end on SIGTERM",
  ),
  init: unsupported("a container group has no such setting: the image's own program is process 1"),
  readOnlyRootFilesystem: unsupported("the root file system is always writable"),
  tmpSize: unsupported("/tmp is a folder of the image, on disk, with no size of its own"),
  tmpExec: unsupported("programs can always be run from /tmp, a folder of the image"),
  writable: approximated(
    GROUP,
    `${CONTAINER}.volumeMounts`,
    "on the host's disk, with no size of their own; that another user than root can write to them is not documented",
  ),
  registryCredentials: native(GROUP, "imageRegistryCredentials"),
  autoscaling: unsupported("the number of groups is `replicas`, whatever the load"),
  discovery: approximated(
    GROUP,
    `${CONTAINER}.environmentVariables`,
    "the groups have numbered public names, and each looks up which of them exist, including unready ones; they reach " +
      "each other over the internet",
  ),
  placement: approximated(
    GROUP,
    "zones",
    "with the setting `zones`, e.g. 1,2,3, in a region that has availability zones, the groups take them in turn. A group " +
      "stays in its zone: another choice deletes and recreates it. Otherwise Azure chooses, and does not report where",
  ),
  labels: native(GROUP, "tags"),
  logs: unsupported(
    "nothing is configured: Azure shows the last 4 MB that the container has printed (`az container logs`) until the group " +
      "restarts, which every update causes; to keep more, add a Log Analytics workspace",
  ),
  https: unsupported(
    "the public port is the container's own; a certificate belongs to an Application Gateway or a Front Door in front of " +
      "the groups",
  ),
  registry: native(
    "azure-native:containerregistry:Registry",
    "registryName",
    "with the setting `registry` set to acr, the image is copied unchanged, so its digest stays, to a registry of its " +
      "own, which `down` deletes, and pulled by a managed identity. Azure requires the Premium tier, and may take minutes " +
      "until the identity may pull: then run `pulumi up` again",
  ),
};
