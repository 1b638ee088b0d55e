import * as pulumi from "@pulumi/pulumi";
import { call, idOf, poll, unless } from "./gateway";
import { becomesHealthy, type Patience } from "./health";
import { type Args, changedKeys, unfinished } from "./resource";

/** Instances that follow the load of a metric. */
export interface ScalingPolicy {
  minInstanceCount: number;
  maxInstanceCount: number;
  metricName: string;
  /** The load of an instance, on average, below which there is one less, and above which there is one more. */
  lowerLoadThreshold: number;
  upperLoadThreshold: number;
  /** Seconds from one look at the load to the next. */
  scaleInterval: number;
}

export interface ServiceInputs {
  /** The cluster's HTTP gateway. */
  endpoint: string;
  applicationName: string;
  /** E.g. `fabric:/demo/web`. */
  name: string;
  serviceTypeName: string;
  /** The name under which the cluster's DNS service, where it has one, tells the nodes with an instance. */
  dnsName?: string;
  /** With a scaling policy, how many there are at first. */
  instanceCount: number;
  /** How much of that must be up while an upgrade or a repair takes instances away. */
  minInstancePercentage: number;
  scalingPolicy?: ScalingPolicy;
  /** How long a change may take until the instances are there and healthy. */
  patience: Patience;
}

const DELETE_SECONDS = 300;

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
    const changes = changedKeys(olds, news, "instanceCount", "minInstancePercentage", "scalingPolicy");
    // Two services cannot have the same name.
    return { changes: replaces.length + changes.length > 0, replaces, deleteBeforeReplace: true };
  },

  async create(inputs) {
    const { endpoint, applicationName, name } = inputs;
    await checkNodes(inputs);
    const path = `/Applications/${idOf(applicationName)}/$/GetServices/$/Create`;
    const answer = call(endpoint, "POST", path, serviceDescription(inputs)).then(() => true);
    // It may have been made before, by an `up` that did not live to tell.
    if (!(await unless(answer, "FABRIC_E_SERVICE_ALREADY_EXISTS"))) await resize(inputs);
    await becomeReady(inputs);
    return { id: name, outs: inputs };
  },

  async read(id, props) {
    if (!props || !(await exists(props))) return {};
    const count = (await partitionOf(props))?.InstanceCount;
    // With a scaling policy it is not this program's to say.
    const drifted = count !== undefined && !props.scalingPolicy;
    return { id, props: { ...props, ...(drifted && { instanceCount: count }) } };
  },

  async update(_id, _olds, news) {
    await checkNodes(news);
    await resize(news);
    await becomeReady(news);
    return { outs: news };
  },

  async delete(_id, props) {
    const answer = call(props.endpoint, "POST", `/Services/${idOf(props.name)}/$/Delete`);
    await unless(answer, "FABRIC_E_SERVICE_DOES_NOT_EXIST", "FABRIC_E_TIMEOUT");
    const gone = await poll(DELETE_SECONDS, async () => ((await exists(props)) ? undefined : true));
    if (!gone) throw new Error(`${props.name} is still there after ${DELETE_SECONDS} s`);
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
  };
}

/** `Flags` says which of the properties are meant; the others stay. */
async function resize(inputs: ServiceInputs): Promise<void> {
  const flags = { InstanceCount: 1, ScalingPolicy: 1024, MinInstancePercentage: 8192 };
  const InstanceCount = inputs.scalingPolicy ? undefined : inputs.instanceCount;
  const body = {
    ServiceKind: "Stateless",
    Flags: String(
      flags.MinInstancePercentage +
        flags.ScalingPolicy +
        (InstanceCount === undefined ? 0 : flags.InstanceCount),
    ),
    ...sizeOf(inputs),
    InstanceCount,
  };
  await call(inputs.endpoint, "POST", `/Services/${idOf(inputs.name)}/$/Update`, body);
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

async function exists({ endpoint, applicationName, name }: ServiceInputs): Promise<boolean> {
  const path = `/Applications/${idOf(applicationName)}/$/GetServices/${idOf(name)}`;
  return (await unless(call(endpoint, "GET", path), "FABRIC_E_APPLICATION_NOT_FOUND")) !== undefined;
}

async function partitionOf({ endpoint, name }: ServiceInputs) {
  const partitions = await call<{
    Items: { InstanceCount: number; PartitionInformation: { Id: string } }[];
  }>(endpoint, "GET", `/Services/${idOf(name)}/$/GetPartitions`);
  return partitions?.Items[0];
}

/** A cluster would take more than it can place, but then has no healthy upgrade any more. */
async function checkNodes({ endpoint, name, instanceCount }: ServiceInputs): Promise<void> {
  const nodes = await call<{ Items: { NodeStatus: string }[] }>(endpoint, "GET", "/Nodes");
  const up = (nodes?.Items ?? []).filter(({ NodeStatus }) => NodeStatus === "Up").length;
  if (instanceCount <= up) return;
  throw new Error(
    `${name} cannot have ${instanceCount} instances: the cluster has ${up} nodes that are up, and no node takes two`,
  );
}

/** Waits until there are as many instances as wanted, and the application has been healthy for a while. */
async function becomeReady(inputs: ServiceInputs): Promise<void> {
  const { endpoint, applicationName, name, patience } = inputs;
  await becomesHealthy(endpoint, applicationName, patience, () => whatIsMissing(inputs)).catch(
    (error: unknown) => {
      throw unfinished(name, inputs, error);
    },
  );
}

async function whatIsMissing(inputs: ServiceInputs): Promise<string | undefined> {
  const { endpoint, instanceCount, scalingPolicy } = inputs;
  const partition = await partitionOf(inputs);
  if (!partition) return "it has no partition";
  const path = `/Partitions/${partition.PartitionInformation.Id}/$/GetReplicas`;
  const replicas = await call<{ Items: { ReplicaStatus: string }[] }>(endpoint, "GET", path);
  const ready = (replicas?.Items ?? []).filter(({ ReplicaStatus }) => ReplicaStatus === "Ready").length;
  const enough = scalingPolicy ? ready >= scalingPolicy.minInstanceCount : ready === instanceCount;
  return enough ? undefined : `${ready} of ${instanceCount} instances are ready`;
}
