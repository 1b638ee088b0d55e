import type * as pulumi from "@pulumi/pulumi";
import { type EcsArgs, EcsDeployment } from "../../../src/orchestrators/ecs/deployment";
import { record } from "../../../src/plan/record";
import type { WorkloadInput } from "../../../src/workload/schema";
import { valueOf } from "../../outputs";
import { IMAGE, Resources, workloadOf } from "../../program";

export const TAGS = { "managed-by": "podium", "podium-stack": "dev", "podium-workload": "web" };

/** What AWS would output: the names of things that only exist once they are created. */
const OUTPUTS = {
  "aws:cloudwatch/logGroup:LogGroup": () => ({ arn: "arn:log-group" }),
  "aws:ecs/cluster:Cluster": () => ({ arn: "arn:aws-cn:ecs:cn-north-1:123456789012:cluster/web" }),
  "aws:ecs/taskDefinition:TaskDefinition": () => ({ arn: "arn:task-definition" }),
  "aws:iam/role:Role": (name: string) => ({ arn: `arn:${name}`, name: `${name}-1a2b3c4` }),
  "aws:lb/loadBalancer:LoadBalancer": () => ({ arn: "arn:balancer", dnsName: "web-1.elb.amazonaws.com" }),
  "aws:lb/targetGroup:TargetGroup": () => ({ arn: "arn:targets" }),
  "aws:secretsmanager/secretVersion:SecretVersion": (name: string) => ({
    arn: `arn:${name}`,
    versionId: "version-1",
  }),
  "aws:servicediscovery/service:Service": () => ({ arn: "arn:registry" }),
};

/** What the deployment of a workload would create, and its outputs. */
export async function deploy(
  changes: WorkloadInput = {},
  args: Partial<EcsArgs> = {},
  options?: pulumi.ComponentResourceOptions,
) {
  const { resources, result } = await record({ project: "test", outputs: OUTPUTS }, () => {
    const deployment = new EcsDeployment(
      "web",
      {
        workload: workloadOf({ publicPort: 80, ...changes }),
        image: IMAGE,
        isSample: true,
        vpc: "own",
        cpuArchitecture: "X86_64",
        target: { region: "eu-central-1" },
        region: "eu-central-1",
        ...args,
      },
      options,
    );
    return {
      endpoints: known(deployment.endpoints),
      reference: known(deployment.reference),
      connection: known(deployment.connection),
    };
  });
  return Object.assign(new Resources(resources), result);
}

/** A promise in an object, so that nothing waits for it before everything is registered. */
function known<T>(output: pulumi.Output<T>): { value: Promise<T> } {
  return { value: valueOf(output) };
}

/** The containers of the planned task definition. */
export const containersOf = (resources: Resources) =>
  JSON.parse(
    String(resources.only("aws:ecs/taskDefinition:TaskDefinition")["containerDefinitions"]),
  ) as Record<string, unknown>[];
