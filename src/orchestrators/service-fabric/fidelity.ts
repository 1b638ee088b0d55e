import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const TYPE = "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion";
const APPLICATION = "pulumi-nodejs:dynamic/serviceFabric:Application";
const SERVICE = "pulumi-nodejs:dynamic/serviceFabric:Service";

const CODE = "serviceManifest.CodePackage";
const POLICIES = "applicationManifest.ServiceManifestImport.Policies";

const LISTS = "a string with a comma, or with white space at one of its ends, is refused";

export const fidelity: Fidelity = {
  name: native(APPLICATION, "name"),
  image: native(TYPE, `${CODE}.EntryPoint.ContainerHost.ImageName.text`),
  version: native(TYPE, "version"),
  replicas: native(
    SERVICE,
    "instanceCount",
    "at most one instance per node, so no more than the cluster has nodes",
  ),
  cpu: native(TYPE, `${POLICIES}.ServicePackageResourceGovernancePolicy.CpuCores`),
  memory: native(TYPE, `${POLICIES}.ResourceGovernancePolicy.MemoryInMB`),
  port: native(
    TYPE,
    `${POLICIES}.ContainerHostPolicies.PortBinding.ContainerPort`,
    "below 1024, the nodes need Docker 20.10 or later",
  ),
  publicPort: native(
    TYPE,
    "serviceManifest.Resources.Endpoints.Endpoint.Port",
    "a port of each node that has an instance; to spread requests over the nodes, the cluster's load balancer needs a rule " +
      "and a probe for this port",
  ),
  command: native(TYPE, `${CODE}.EntryPoint.ContainerHost.EntryPoint.text`, LISTS),
  args: native(TYPE, `${CODE}.EntryPoint.ContainerHost.Commands.text`, LISTS),
  env: native(TYPE, `${CODE}.EnvironmentVariables`, "names that differ only in case are refused"),
  secrets: approximated(
    APPLICATION,
    "parameters",
    "parameters of the application: the cluster keeps them as plain text and shows them to everyone who can read from " +
      "its gateway; Pulumi's state has them encrypted. Service Fabric does not encrypt values: it only decrypts those that " +
      "were encrypted with a certificate of its nodes",
  ),
  health: native(TYPE, `${POLICIES}.CodePackagePolicy.Probes.Probe.0`),
  healthPort: native(
    TYPE,
    `${POLICIES}.CodePackagePolicy.Probes.Probe.0.HttpGet.Port`,
    "the node's agent checks it in the container; no node opens it",
  ),
  healthHeaders: native(TYPE, `${POLICIES}.CodePackagePolicy.Probes.Probe.0.HttpGet.HttpHeader`),
  healthCommand: unsupported("not needed: containers are checked by HTTP, see `health`"),
  healthNone: native(
    TYPE,
    `${POLICIES}.CodePackagePolicy.Probes.Probe`,
    "no liveness probe: a container is restarted only when its process ends",
  ),
  readiness: approximated(
    TYPE,
    `${POLICIES}.CodePackagePolicy.Probes.Probe.1`,
    "removes an instance from the Naming Service and from DNS, but not from a load balancer, which needs its own probe; a " +
      "new instance is published before its first check",
  ),
  readinessPort: native(
    TYPE,
    `${POLICIES}.CodePackagePolicy.Probes.Probe.1.HttpGet.Port`,
    "as for health, see `health.port`; a load balancer's own probe cannot ask there",
  ),
  readinessHeaders: native(TYPE, `${POLICIES}.CodePackagePolicy.Probes.Probe.1.HttpGet.HttpHeader`),
  readinessNone: native(
    TYPE,
    `${POLICIES}.CodePackagePolicy.Probes.Probe`,
    "no readiness probe: an instance stays published as long as it runs",
  ),
  startSeconds: approximated(
    TYPE,
    `${POLICIES}.CodePackagePolicy.Probes.Probe.0.InitialDelaySeconds`,
    "there is no startup probe: the first health check comes so much later, even if the process starts at once; after one " +
      "interval unless it is set. An upgrade waits as much longer for a domain to become healthy",
  ),
  stopSeconds: unsupported(
    "10 seconds for every container of the cluster (Hosting/ContainerDeactivationTimeout); `PODIUM_STOP_SECONDS` says 10",
  ),
  // https://learn.microsoft.com/rest/api/servicefabric/sfclient-v82-model-statelessservicedescription
  replaceSeconds: approximated(
    SERVICE,
    "replaceSeconds",
    "for every instance that goes down, including one whose process has crashed; counts from when the cluster notices, at " +
      "once unless it is set. Needs Service Fabric 8",
  ),
  parallelism: approximated(
    SERVICE,
    "minInstancePercentage",
    "an upgrade stops all instances of an upgrade domain at once; before that, it waits up to 30 s until enough others are up",
  ),
  surge: unsupported(
    "a node stops its old instance before it starts the new one, so there is one instance less in between",
  ),
  rollback: native(
    APPLICATION,
    "upgradePolicy.failureAction",
    "with `false`, a failed upgrade stops where it is; either way `pulumi up` fails",
  ),
  user: unsupported("the process runs as the image's user"),
  group: unsupported("the process runs in the group of the image's user"),
  stopSignal: unsupported(
    "manifests have no such setting: the node's container engine sends the signal that the image names, or else SIGTERM",
  ),
  init: unsupported("manifests have no such setting: the image's own program is process 1"),
  readOnlyRootFilesystem: unsupported("the container can write to its file system"),
  tmpSize: unsupported("/tmp is a folder of the image, on the node's disk, with no size of its own"),
  tmpExec: unsupported("programs can always be run from /tmp, a folder of the image"),
  writable: unsupported("the container can write to its file system, as far as the image lets its user"),
  registryCredentials: approximated(
    TYPE,
    `${POLICIES}.ContainerHostPolicies.RepositoryCredentials`,
    "used for the image's registry, whatever `server` says; user name and password are kept like secrets",
  ),
  autoscaling: approximated(
    SERVICE,
    "scalingPolicy",
    "adds or removes one instance a minute, by the CPU use that the cluster's resource monitor service reports: without " +
      "that service nothing scales. It removes one below half of the percentage",
  ),
  discovery: native(
    SERVICE,
    "dnsName",
    "by the cluster's DNS service, which must be on (otherwise set dnsService to false); the name resolves to the nodes, " +
      "and the port is `publicPort` on each",
  ),
  placement: native(
    SERVICE,
    "instanceCount",
    "at most one per node; the Cluster Resource Manager spreads them over fault and upgrade domains by default",
  ),
  labels: approximated(
    TYPE,
    "applicationManifest.Description.text",
    "applications have no labels: the manifest's description has them, which is shown but cannot be searched",
  ),
  logs: unsupported(
    "nothing is set: the node's container engine keeps a container's output until the container is removed, and until then " +
      "the cluster's gateway returns it (GetContainerLogs)",
  ),
  https: unsupported(
    "the public port is the container's own; a certificate belongs to the load balancer or proxy in front of the cluster",
  ),
  registry: unsupported("none is created: nodes pull the image from its registry, which they must reach"),
};
