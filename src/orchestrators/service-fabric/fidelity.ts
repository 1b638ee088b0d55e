import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const TYPE = "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion";
const APPLICATION = "pulumi-nodejs:dynamic/serviceFabric:Application";
const SERVICE = "pulumi-nodejs:dynamic/serviceFabric:Service";

const CODE = "serviceManifest.CodePackage";
const POLICIES = "applicationManifest.ServiceManifestImport.Policies";

export const fidelity: Fidelity = {
  name: native(APPLICATION, "name"),
  image: native(TYPE, `${CODE}.EntryPoint.ContainerHost.ImageName.text`),
  version: native(TYPE, "version"),
  replicas: native(SERVICE, "instanceCount", "no more than the cluster has nodes, since no node takes two"),
  cpu: native(TYPE, `${POLICIES}.ServicePackageResourceGovernancePolicy.CpuCores`),
  memory: native(TYPE, `${POLICIES}.ResourceGovernancePolicy.MemoryInMB`),
  port: native(TYPE, `${POLICIES}.ContainerHostPolicies.PortBinding.ContainerPort`),
  publicPort: native(
    TYPE,
    "serviceManifest.Resources.Endpoints.Endpoint.Port",
    "a port of each node that has an instance; what spreads requests over the nodes is a load balancer that the cluster " +
      "has, with a rule and a probe for this port",
  ),
  env: native(TYPE, `${CODE}.EnvironmentVariables`),
  secrets: approximated(
    APPLICATION,
    "parameters",
    "parameters of the application, which the cluster keeps as plain text and shows to whoever may read from its " +
      "gateway; Pulumi's state has them encrypted. Service Fabric only decrypts what was encrypted before, with a " +
      "certificate of its nodes",
  ),
  health: native(TYPE, `${POLICIES}.CodePackagePolicy.Probes.Probe.0`),
  readiness: approximated(
    TYPE,
    `${POLICIES}.CodePackagePolicy.Probes.Probe.1`,
    "takes an instance out of the Naming Service and of DNS, not out of a load balancer, which needs a probe of its own; " +
      "a new instance is published before its first check",
  ),
  stopSeconds: unsupported(
    "10 seconds for every container of the cluster (Hosting/ContainerDeactivationTimeout), and the workload is told so",
  ),
  parallelism: approximated(
    SERVICE,
    "minInstancePercentage",
    "an upgrade stops the instances of one upgrade domain at once; it waits up to 30 s for so many others to be up",
  ),
  surge: unsupported(
    "a node stops its old instance before it starts the new one, so there is one less meanwhile",
  ),
  rollback: native(
    APPLICATION,
    "upgradePolicy.failureAction",
    "without it, a failed upgrade stops where it is; both are an error of `pulumi up`",
  ),
  user: unsupported("the process runs as the user that the image names"),
  readOnlyRootFilesystem: unsupported("the container can write to its file system"),
  registryCredentials: approximated(
    TYPE,
    `${POLICIES}.ContainerHostPolicies.RepositoryCredentials`,
    "used for the registry that the image names, whichever server they are for; the password is kept like a secret",
  ),
  autoscaling: approximated(
    SERVICE,
    "scalingPolicy",
    "one instance more or less each minute, by the CPU use that the cluster's resource monitor service reports, without " +
      "which nothing scales; there is one less below half of the percentage",
  ),
  discovery: native(
    SERVICE,
    "dnsName",
    "by the cluster's DNS service, which has to be on (the setting dnsService set to false does without); a name tells " +
      "the nodes, and the port is `publicPort` on each",
  ),
  placement: native(
    SERVICE,
    "instanceCount",
    "no two on one node; over fault and upgrade domains the Cluster Resource Manager spreads them without being told",
  ),
  labels: approximated(
    TYPE,
    "applicationManifest.Description.text",
    "applications have none: the manifest's description says it, which is shown but not searched by",
  ),
  logs: unsupported(
    "nothing is set: the node's container engine keeps what a container prints until that is removed, and only as long the " +
      "cluster's gateway tells it (GetContainerLogs)",
  ),
  https: unsupported(
    "the public port is the container's own; a certificate belongs to the load balancer or the proxy before the cluster",
  ),
  registry: unsupported(
    "none is made: nodes pull the image from the registry that it names, which they have to reach",
  ),
};
