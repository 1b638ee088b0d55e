import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import { labels } from "../../program/labels";
import { initialReplicas, InvalidWorkload, type Workload } from "../../workload/workload";
import { Application } from "./application";
import { ApplicationTypeVersion } from "./applicationType";
import { applicationPackage, PASSWORD_PARAMETER, secretParameter, SERVICE_TYPE } from "./manifests";
import { type ScalingPolicy, Service } from "./service";
import { patience, upgradePolicy } from "./upgradePolicy";

export interface ServiceFabricArgs extends DeploymentArgs {
  /** The cluster's HTTP gateway, e.g. `https://demo.westeurope.cloudapp.azure.com:19080`. */
  endpoint: string;
  /** Where the nodes are reached, or the load balancer before them; the gateway's host by default. */
  publicHost?: string;
  /** Whether the cluster has the DNS service, by which instances find each other. */
  dnsService: boolean;
}

/** From SIGTERM to SIGKILL: `Hosting/ContainerDeactivationTimeout`, one value for the whole cluster. */
const STOP_SECONDS = 10;

/** The workload as an application with one stateless service, whose instances are containers. */
export class ServiceFabricDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: ServiceFabricArgs, options?: pulumi.ComponentResourceOptions) {
    super("service-fabric", name, args, options);
    const { workload, image, endpoint } = args;
    checkEndpoint(endpoint);
    checkPort(workload);
    const child = { parent: this };
    const dnsName = args.dnsService ? `web.${workload.name}` : undefined;
    const variables = environment("service-fabric", args, {
      PODIUM_STOP_SECONDS: String(STOP_SECONDS),
      ...(dnsName && { PODIUM_PEERS: `dns:${dnsName}:${workload.publicPort}` }),
    });
    const content = pulumi
      .all([image, variables])
      .apply(([reference, env]) => applicationPackage(workload, reference, env, labels()));
    const policy = upgradePolicy(workload);

    const type = new ApplicationTypeVersion(
      name,
      {
        endpoint,
        typeName: content.typeName,
        version: content.version,
        applicationManifest: content.applicationManifest.apply((tree) => JSON.stringify(tree)),
        serviceManifest: content.serviceManifest.apply((tree) => JSON.stringify(tree)),
      },
      child,
    );
    const application = new Application(
      name,
      {
        endpoint,
        name: `fabric:/${workload.name}`,
        typeName: type.typeName,
        typeVersion: type.version,
        parameters: parameters(workload),
        upgradePolicy: policy,
      },
      child,
    );
    new Service(
      name,
      {
        endpoint,
        applicationName: application.name,
        name: `fabric:/${workload.name}/web`,
        serviceTypeName: SERVICE_TYPE,
        dnsName,
        ...size(workload),
        patience: patience(policy),
      },
      child,
    );

    const host = args.publicHost ?? new URL(endpoint).hostname;
    this.endpoints = pulumi.output([`http://${host}:${workload.publicPort}`]);
    this.reference = application.name;
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** Secrets stay out of the package. Service Fabric keeps them as plain text, Pulumi's state has them encrypted. */
function parameters({ secrets, registryCredentials }: Workload): pulumi.Output<Record<string, string>> {
  const all = Object.entries(secrets).map(([name, value]) => [secretParameter(name), value] as const);
  if (registryCredentials) all.push([PASSWORD_PARAMETER, registryCredentials.password]);
  const record: Record<string, pulumi.Input<string>> = Object.fromEntries(all);
  return all.length ? pulumi.secret(record) : pulumi.output({} as Record<string, string>);
}

function size(workload: Workload) {
  const { replicas, autoscaling, update, cpu } = workload;
  const atLeast = autoscaling?.min ?? replicas;
  return {
    instanceCount: initialReplicas(workload),
    minInstancePercentage: Math.max(0, Math.floor((100 * (atLeast - update.parallelism)) / atLeast)),
    scalingPolicy: autoscaling && scalingPolicy(autoscaling, cpu),
  };
}

/** https://learn.microsoft.com/azure/service-fabric/service-fabric-cluster-resource-manager-autoscaling */
function scalingPolicy(
  { min, max, cpuPercent }: NonNullable<Workload["autoscaling"]>,
  cpu: number,
): ScalingPolicy {
  const target = (cpu * cpuPercent) / 100;
  return {
    minInstanceCount: min,
    maxInstanceCount: max,
    metricName: "servicefabric:/_CpuCores",
    // One instance less makes the others twice as busy at most, which must not be cause for one more.
    lowerLoadThreshold: target / 2,
    upperLoadThreshold: target,
    scaleInterval: 60,
  };
}

function checkEndpoint(endpoint: string): void {
  const { protocol, username, pathname } = URL.canParse(endpoint) ? new URL(endpoint) : { protocol: "" };
  if (/^https?:$/.test(protocol) && !username && pathname === "/") return;
  const allowed =
    "the URL of a cluster's HTTP gateway without a path, e.g. https://demo.westeurope.cloudapp.azure.com:19080 " +
    "(SERVICE_FABRIC_ENDPOINT, where the key is not set)";
  const value = username ? "[secret]" : endpoint;
  throw new InvalidWorkload([{ key: "podium-service-fabric:endpoint", value, allowed }]);
}

function checkPort({ publicPort }: Workload): void {
  if (publicPort !== 19000 && publicPort !== 19080) return;
  const allowed = "a port that is free on every node, so not 19000 or 19080, which are Service Fabric's own";
  throw new InvalidWorkload([{ key: "podium:publicPort", value: publicPort, allowed }]);
}
