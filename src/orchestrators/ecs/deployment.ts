import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { Cluster } from "@pulumi/aws/ecs/cluster";
import { Service } from "@pulumi/aws/ecs/service";
import * as pulumi from "@pulumi/pulumi";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { initialReplicas, InvalidWorkload, type Workload } from "../../workload/workload";
import { makeAutoscaling } from "./autoscaling";
import { endpointOf, makeBalancer } from "./balancer";
import { START_SECONDS } from "./checks";
import { makeDiscovery, peersOf } from "./discovery";
import { letTasksReachEachOther, makeFirewall } from "./firewall";
import { defaultNetwork, ownNetwork } from "./network";
import type { Https } from "./https";
import { makeRoles } from "./roles";
import { storeSecret } from "./secrets";
import { withTags } from "./tags";
import { CONTAINER, makeTaskDefinition } from "./task";
import { deploymentPercents } from "./update";

export interface EcsArgs extends DeploymentArgs {
  /** A VPC made for this deployment, or the default one of the account. AWS moves nothing from one to the other. */
  vpc: "own" | "default";
  /** What the image was built for. */
  cpuArchitecture: "X86_64" | "ARM64";
  /** What all of it is deployed to. */
  region: pulumi.Input<string>;
  /** With it, the public port speaks HTTPS. */
  https?: Https;
  /** The base URL of the emulator that takes AWS's place, if one does. */
  emulator?: string;
}

/** The workload as a service of Fargate tasks behind an Application Load Balancer, in a cluster of its own. */
export class EcsDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;

  constructor(name: string, args: EcsArgs, options?: pulumi.ComponentResourceOptions) {
    super("ecs", name, args, {
      ...options,
      transformations: [withTags, ...(options?.transformations ?? [])],
    });
    const { workload, image, https } = args;
    checkName(workload);
    const child = { parent: this };

    const network = args.vpc === "own" ? ownNetwork(name, child) : defaultNetwork(child);
    const firewall = makeFirewall(name, network.vpcId, workload, https, child);
    const balancer = makeBalancer(name, workload, network, firewall.balancer.id, https, child);
    // MiniStack has no Cloud Map.
    const registry = args.emulator ? undefined : makeDiscovery(name, workload, network.vpcId, child);
    const peerRules = registry ? [letTasksReachEachOther(name, firewall.tasks.id, workload.port, child)] : [];

    const logGroup = new LogGroup(name, { name: `/podium/${workload.name}`, retentionInDays: 7 }, child);
    const { secrets, registryLogin } = storeSecrets(name, workload, child);
    const stored = [secrets, registryLogin].flatMap((version) => (version ? [version.arn] : []));
    const roles = makeRoles(name, { image, logGroupArn: logGroup.arn, secrets: stored }, child);
    const taskDefinition = makeTaskDefinition(
      name,
      { ...args, logGroup, roles, secrets, registryLogin, peers: registry && peersOf(workload) },
      child,
    );

    const percents = deploymentPercents(workload);
    const cluster = new Cluster(
      name,
      {
        name: workload.name,
        // An account may have it on by default, and its log group would stay behind.
        settings: [{ name: "containerInsights", value: "disabled" }],
      },
      child,
    );
    const service = new Service(
      name,
      {
        name: workload.name,
        cluster: cluster.arn,
        taskDefinition: taskDefinition.arn,
        launchType: "FARGATE",
        platformVersion: "LATEST",
        schedulingStrategy: "REPLICA",
        desiredCount: initialReplicas(workload),
        deploymentMaximumPercent: percents.maximum,
        deploymentMinimumHealthyPercent: percents.minimumHealthy,
        deploymentCircuitBreaker: { enable: true, rollback: workload.update.rollback },
        // Moving tasks between zones starts a new one first, so ECS refuses it where none may run in excess.
        availabilityZoneRebalancing: percents.maximum > 100 ? "ENABLED" : "DISABLED",
        healthCheckGracePeriodSeconds: START_SECONDS,
        loadBalancers: [
          {
            targetGroupArn: balancer.targets.arn,
            containerName: CONTAINER,
            containerPort: workload.port,
          },
        ],
        serviceRegistries: registry && { registryArn: registry.arn },
        networkConfiguration: {
          subnets: network.subnetIds,
          securityGroups: [firewall.tasks.id],
          assignPublicIp: true,
        },
        enableExecuteCommand: false,
        enableEcsManagedTags: true,
        propagateTags: "SERVICE",
        // Otherwise `up` ends when ECS has taken the order, and an update that is rolled back looks like success.
        waitForSteadyState: true,
      },
      {
        ...child,
        dependsOn: [
          ...balancer.listeners,
          roles.executionPolicy,
          ...firewall.rules,
          ...peerRules,
          ...network.routes,
        ],
        // Left to the autoscaler where there is one: otherwise each `up` would undo what it did.
        ignoreChanges: workload.autoscaling ? ["desiredCount"] : [],
      },
    );
    if (workload.autoscaling) {
      makeAutoscaling(name, { cluster: cluster.name, name: service.name }, workload.autoscaling, child);
    }

    this.endpoints = pulumi.output([endpointOf(balancer.loadBalancer, workload.publicPort, args)]);
    this.reference = pulumi.interpolate`${args.region}/${cluster.name}/${service.name}`;
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
function checkName({ name }: Workload): void {
  if (!name.startsWith("internal-")) return;
  const allowed = "a name that does not begin with internal-, which AWS does not take for load balancers";
  throw new InvalidWorkload([{ key: "podium:name", value: name, allowed }]);
}

function storeSecrets(
  name: string,
  { secrets, registryCredentials }: Workload,
  options: pulumi.CustomResourceOptions,
) {
  const registry = registryCredentials && {
    username: registryCredentials.username,
    password: registryCredentials.password,
  };
  return {
    secrets: Object.keys(secrets).length
      ? storeSecret(`${name}-secrets`, "What the service is given as variables", secrets, options)
      : undefined,
    registryLogin:
      registry && storeSecret(`${name}-registry`, "How to log in to the image's registry", registry, options),
  };
}
