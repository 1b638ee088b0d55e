import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../program/connection";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { environment } from "../../program/environment";
import { labels } from "../../program/labels";
import type { InstanceCount } from "../../workload/instances";
import type { Workload } from "../../workload/workload";
import { Application } from "./application";
import { ApplicationTypeVersion } from "./applicationType";
import { checkWorkload } from "./checks";
import type { ServiceFabricConnection } from "./connection";
import { fidelity } from "./fidelity";
import {
  applicationPackage,
  PASSWORD_PARAMETER,
  secretParameter,
  SERVICE_TYPE,
  USER_PARAMETER,
} from "./manifests";
import { applicationName } from "./names";
import { type ScalingPolicy, Service } from "./service";
import { patience, upgradePolicy } from "./upgradePolicy";

export interface ServiceFabricArgs extends DeploymentArgs {
  /** The cluster. */
  target: ServiceFabricConnection;
  /** Where clients reach the nodes, or the load balancer in front of them; the gateway's host by default. */
  publicHost?: string;
  /** Whether the cluster has the DNS service, by which instances find each other. */
  dnsService: boolean;
}

/** Seconds from SIGTERM to SIGKILL: `Hosting/ContainerDeactivationTimeout`, one value for the whole cluster. */
const STOP_SECONDS = 10;

/** The workload as an application with one stateless service, whose instances are containers. */
export class ServiceFabricDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;
  readonly connection: pulumi.Output<Connection>;

  constructor(name: string, args: ServiceFabricArgs, options?: pulumi.ComponentResourceOptions) {
    super({ name: "service-fabric", fidelity }, name, args, options);
    const { workload, image, target } = args;
    checkWorkload(workload);
    const child = { parent: this };
    // Every resource has it among its inputs, so the state keeps to this cluster.
    const { endpoint } = target;
    const dnsName = args.dnsService ? `web.${workload.name}` : undefined;
    const variables = environment("service-fabric", args, {
      PODIUM_STOP_SECONDS: String(STOP_SECONDS),
      ...(dnsName && { PODIUM_PEERS: `dns:${dnsName}:${workload.publicPort}` }),
    });
    const content = pulumi
      .all([image, variables])
      .apply(([reference, env]) => applicationPackage(workload, reference, env, labels()));
    const policy = upgradePolicy(workload, this.instances);

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
        name: applicationName(workload.name),
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
        name: `${applicationName(workload.name)}/web`,
        serviceTypeName: SERVICE_TYPE,
        dnsName,
        ...size(workload, this.instances),
        replaceSeconds: workload.replaceSeconds,
        patience: patience(policy),
      },
      child,
    );

    const host = args.publicHost ?? new URL(endpoint).hostname;
    this.endpoints = pulumi.output([`http://${host}:${workload.publicPort}`]);
    this.reference = application.name;
    this.connection = pulumi.output<Connection>(target);
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** Secrets stay out of the package. Service Fabric keeps them as plain text, Pulumi's state has them encrypted. */
function parameters({ secrets, registryCredentials }: Workload): pulumi.Output<Record<string, string>> {
  const all: Record<string, pulumi.Input<string>> = {};
  for (const [name, value] of Object.entries(secrets)) all[secretParameter(name)] = value;
  if (registryCredentials) {
    all[USER_PARAMETER] = registryCredentials.username;
    all[PASSWORD_PARAMETER] = registryCredentials.password;
  }
  return Object.keys(all).length ? pulumi.secret(all) : pulumi.output({} as Record<string, string>);
}

function size({ autoscaling, update, cpu }: Workload, { initial, min }: InstanceCount) {
  return {
    instanceCount: initial,
    minInstancePercentage: Math.max(0, Math.floor((100 * (min - update.parallelism)) / min)),
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
    // One instance less at most doubles the load of the others, which must not add it again.
    lowerLoadThreshold: target / 2,
    upperLoadThreshold: target,
    scaleInterval: 60,
  };
}
