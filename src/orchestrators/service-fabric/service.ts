import * as pulumi from "@pulumi/pulumi";
import { changedKeys, unfinished } from "../dynamic";
import { call, idOf, list, unless, untilGone } from "./gateway";
import { becomesHealthy, type Patience } from "./health";
import type { Args } from "./resource";

/** Scales the instances by the load of a metric. */
export interface ScalingPolicy {
  minInstanceCount: number;
  maxInstanceCount: number;
  metricName: string;
  /** The average load of an instance below which there is one instance less, and above which there is one more. */
  lowerLoadThreshold: number;
  upperLoadThreshold: number;
  /** Seconds from one measurement of the load to the next. */
  scaleInterval: number;
}

export interface ServiceInputs {
  /** The base URL of the cluster's HTTP gateway. */
  endpoint: string;
  applicationName: string;
  /** E.g. `fabric:/demo/web`. */
  name: string;
  serviceTypeName: string;
  /** The name that the cluster's DNS service, if any, resolves to the nodes with an instance. */
  dnsName?: string;
  /** With a scaling policy, the initial number. */
  instanceCount: number;
  /** The percentage of them that must be up while an upgrade or a repair stops instances. */
  minInstancePercentage: number;
  scalingPolicy?: ScalingPolicy;
  /** Seconds after which an instance that is down is replaced; without it, at once. */
  replaceSeconds?: number;
  /** How long it may take until all instances run and are healthy. */
  patience: Patience;
}

/** A stateless service of one partition. A change of its size is no upgrade: nothing is restarted. */
export const provider: pulumi.dynamic.ResourceProvider<ServiceInputs, ServiceInputs> = {
  async diff(_id, olds, news) {
    const replaces = changedKeys(
      olds,
      news,
      "endpoint",
      "applicationName",
      "name",
      "serviceTypeName",
      "dnsName",
    );
    const changes = changedKeys(
      olds,
      news,
      "instanceCount",
      "minInstancePercentage",
      "scalingPolicy",
      "replaceSeconds",
    );
    // Two services cannot have the same name.
    return { changes: replaces.length + changes.length > 0, replaces, deleteBeforeReplace: true };
  },

  async create(inputs) {
    const { applicationName, name } = inputs;
    await checkNodes(inputs);
    const path = `/Applications/${idOf(applicationName)}/$/GetServices/$/Create`;
    const created = call(inputs, "POST", path, serviceDescription(inputs)).then(() => true);
    // An earlier `up` may have created it and been killed before it could record that.
    if (!(await unless(created, "FABRIC_E_SERVICE_ALREADY_EXISTS"))) await resize(inputs);
    await becomeReady(inputs);
    return { id: name, outs: inputs };
  },

  async read(id, props) {
    if (!props || !(await exists(props))) return {};
    const count = (await partitionOf(props))?.InstanceCount;
    // With a scaling policy the cluster chooses it.
    const drifted = count !== undefined && !props.scalingPolicy;
    return { id, props: { ...props, ...(drifted && { instanceCount: count }) } };
  },

  async update(_id, olds, news) {
    await checkNodes(news);
    await resize(news, olds);
    await becomeReady(news);
    return { outs: news };
  },

  async delete(_id, props) {
    const deleted = call(props, "POST", `/Services/${idOf(props.name)}/$/Delete`);
    await unless(deleted, "FABRIC_E_SERVICE_DOES_NOT_EXIST", "FABRIC_E_TIMEOUT");
    await untilGone(props.name, () => exists(props));
  },
};

export class Service extends pulumi.dynamic.Resource {
  constructor(name: string, args: Args<ServiceInputs>, options?: pulumi.CustomResourceOptions) {
    super(provider, name, args, options, "serviceFabric", "Service");
  }
}

/** https://learn.microsoft.com/rest/api/servicefabric/sfclient-model-statelessservicedescription */
function serviceDescription(inputs: ServiceInputs) {
  return {
    ServiceKind: "Stateless",
    ApplicationName: inputs.applicationName,
    ServiceName: inputs.name,
    ServiceTypeName: inputs.serviceTypeName,
    ServiceDnsName: inputs.dnsName,
    PartitionDescription: { PartitionScheme: "Singleton" },
    // Only the load of a package activated for one service alone is measured, so scaling policies need it.
    ServicePackageActivationMode: "ExclusiveProcess",
    ...sizeOf(inputs),
    InstanceCount: inputs.instanceCount,
    ...(inputs.replaceSeconds !== undefined && {
      Flags: 2,
      InstanceRestartWaitDurationSeconds: inputs.replaceSeconds,
    }),
  };
}

/**
 * `Flags` selects the properties that change. Clusters before version 8 do not know the wait before a replacement, so it is
 * sent only to set it, or to take it back.
 * https://learn.microsoft.com/rest/api/servicefabric/sfclient-v82-model-statelessserviceupdatedescription
 */
async function resize(inputs: ServiceInputs, { replaceSeconds: former }: Partial<ServiceInputs> = {}) {
  const flags = {
    InstanceCount: 1,
    ScalingPolicy: 1024,
    MinInstancePercentage: 8192,
    InstanceRestartWaitDuration: 32768,
  };
  const InstanceCount = inputs.scalingPolicy ? undefined : inputs.instanceCount;
  const wait = inputs.replaceSeconds ?? (former === undefined ? undefined : 0);
  const body = {
    ServiceKind: "Stateless",
    Flags: String(
      flags.MinInstancePercentage +
        flags.ScalingPolicy +
        (InstanceCount === undefined ? 0 : flags.InstanceCount) +
        (wait === undefined ? 0 : flags.InstanceRestartWaitDuration),
    ),
    ...sizeOf(inputs),
    InstanceCount,
    // A string, other than when the service is created.
    InstanceRestartWaitDurationSeconds: wait === undefined ? undefined : String(wait),
  };
  await call(inputs, "POST", `/Services/${idOf(inputs.name)}/$/Update`, body);
}

function sizeOf({ minInstancePercentage, scalingPolicy: policy }: ServiceInputs) {
  const ScalingPolicies = policy
    ? [
        {
          ScalingTrigger: {
            Kind: "AveragePartitionLoad",
            MetricName: policy.metricName,
            LowerLoadThreshold: String(policy.lowerLoadThreshold),
            UpperLoadThreshold: String(policy.upperLoadThreshold),
            ScaleIntervalInSeconds: policy.scaleInterval,
          },
          ScalingMechanism: {
            Kind: "PartitionInstanceCount",
            MinInstanceCount: policy.minInstanceCount,
            MaxInstanceCount: policy.maxInstanceCount,
            ScaleIncrement: 1,
          },
        },
      ]
    : [];
  return { MinInstancePercentage: minInstancePercentage, ScalingPolicies };
}

async function exists(inputs: ServiceInputs): Promise<boolean> {
  const path = `/Applications/${idOf(inputs.applicationName)}/$/GetServices/${idOf(inputs.name)}`;
  return (await unless(call(inputs, "GET", path), "FABRIC_E_APPLICATION_NOT_FOUND")) !== undefined;
}

interface Partition {
  InstanceCount: number;
  PartitionInformation: { Id: string };
}

async function partitionOf(inputs: ServiceInputs): Promise<Partition | undefined> {
  const [partition] = await list<Partition>(inputs, `/Services/${idOf(inputs.name)}/$/GetPartitions`);
  return partition;
}

/** A cluster accepts more instances than it can place, but no upgrade of them is ever healthy. */
async function checkNodes(inputs: ServiceInputs): Promise<void> {
  const { name, instanceCount } = inputs;
  const nodes = await list<{ NodeStatus: string }>(inputs, "/Nodes");
  const up = nodes.filter(({ NodeStatus }) => NodeStatus === "Up").length;
  if (instanceCount <= up) return;
  throw new Error(
    `${name} cannot have ${instanceCount} instances: ${up} nodes of the cluster are up, and each takes at most one`,
  );
}

/** Waits until the wanted number of instances is ready and the application has been healthy for a while. */
async function becomeReady(inputs: ServiceInputs): Promise<void> {
  const { applicationName, name, patience } = inputs;
  await becomesHealthy(inputs, applicationName, patience, () => whatIsMissing(inputs)).catch(
    (error: unknown) => {
      throw unfinished(name, inputs, error);
    },
  );
}

async function whatIsMissing(inputs: ServiceInputs): Promise<string | undefined> {
  const { instanceCount, scalingPolicy } = inputs;
  const partition = await partitionOf(inputs);
  if (!partition) return "it has no partition";
  const path = `/Partitions/${partition.PartitionInformation.Id}/$/GetReplicas`;
  const replicas = await list<{ ReplicaStatus: string }>(inputs, path);
  const ready = replicas.filter(({ ReplicaStatus }) => ReplicaStatus === "Ready").length;
  const enough = scalingPolicy ? ready >= scalingPolicy.minInstanceCount : ready === instanceCount;
  return enough ? undefined : `${ready} of ${instanceCount} instances are ready`;
}
