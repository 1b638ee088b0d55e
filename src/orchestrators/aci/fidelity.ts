import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const GROUP = "azure-native:containerinstance:ContainerGroup";
const CONTAINER = "containers.0";

export const fidelity: Fidelity = {
  name: native(GROUP, "containerGroupName"),
  image: native(
    GROUP,
    `${CONTAINER}.image`,
    "must be for linux/amd64, in a registry that is reached from the internet",
  ),
  version: native(GROUP, "tags.version"),
  replicas: approximated(
    GROUP,
    "containerGroupName",
    "one container group each, made by Pulumi: nobody replaces a deleted one before the next `pulumi up --refresh`. There " +
      "is no shared endpoint: clients choose among the groups' addresses, and lose what they send to a group that is scaled " +
      "away; an Application Gateway before the groups would be one",
  ),
  cpu: approximated(
    GROUP,
    `${CONTAINER}.resources.limits.cpu`,
    "rounded up to tenths of a core, and at least 1; changing it deletes and makes anew one group after the other",
  ),
  memory: approximated(
    GROUP,
    `${CONTAINER}.resources.limits.memoryInGB`,
    "rounded up to tenths of a GB, and at least 1; changing it deletes and makes anew one group after the other",
  ),
  port: unsupported(
    "there is no port translation: PORT tells the process to listen on the public port inside its container, too",
  ),
  publicPort: native(
    GROUP,
    "ipAddress.ports.0.port",
    "Azure reserves 22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000 and 49152-65534; changing " +
      "it deletes and makes anew one group after the other",
  ),
  env: native(GROUP, `${CONTAINER}.environmentVariables`),
  secrets: native(GROUP, `${CONTAINER}.environmentVariables`),
  health: native(
    GROUP,
    `${CONTAINER}.livenessProbe`,
    "begins 10 s after the start, since there is no startup probe to wait for",
  ),
  readiness: native(
    GROUP,
    `${CONTAINER}.readinessProbe`,
    "a group that is not ready gets no requests, and no other gets them in its place",
  ),
  stopSeconds: unsupported(
    "a container group has no such setting and its time is not documented, some even report SIGKILL at once; the " +
      "process is told to count on 10 s",
  ),
  parallelism: approximated(
    "azure-native:resources:ResourceGroup",
    "tags.parallelism",
    "by the order in which Pulumi works on the groups, which the tag only tells: as many are updated at once, the next " +
      "when they are ready, and none after one that does not become ready within 60 s. The first deployment is as slow",
  ),
  surge: unsupported("an update restarts each group in place, so that it is down meanwhile"),
  rollback: unsupported(
    "an update stops at the first group that does not become ready, those that it has not reached serving the old " +
      "version; going back is another `pulumi up`",
  ),
  user: unsupported("the image's own user applies: the Standard SKU has no security context"),
  readOnlyRootFilesystem: unsupported("the root file system is always writable"),
  registryCredentials: native(GROUP, "imageRegistryCredentials"),
  autoscaling: unsupported("the number of groups is `replicas`, whatever the load"),
  discovery: approximated(
    GROUP,
    `${CONTAINER}.environmentVariables`,
    "there is nothing of the kind: the groups have numbered public names, and each looks which of them there are, unready " +
      "ones too; they reach each other over the internet",
  ),
  placement: approximated(
    GROUP,
    "zones",
    "the setting zones, e.g. 1,2,3, gives each group one of them in turn, in a region that has them; it stays there, and " +
      "another choice deletes it and makes it anew. Otherwise Azure chooses, and tells nobody where",
  ),
  labels: native(GROUP, "tags"),
  logs: unsupported(
    "nothing is set: Azure shows the last 4 MB that the container has printed (`az container logs`) until the group restarts, " +
      "which every update does; to keep more takes a Log Analytics workspace",
  ),
  https: unsupported(
    "the public port is the container's own; a certificate belongs to an Application Gateway or a Front Door before the " +
      "groups",
  ),
  registry: native(
    "azure-native:containerregistry:Registry",
    "registryName",
    "with the setting registry set to acr, the image is copied as it is, so that its digest stays, to a registry of its " +
      "own, which `down` deletes, and pulled by a managed identity. Azure asks for the tier Premium, and may take minutes " +
      "until the identity may pull: then `pulumi up` again",
  ),
};
