import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { Cluster } from "@pulumi/aws/ecs/cluster";
import { Service } from "@pulumi/aws/ecs/service";
import * as pulumi from "@pulumi/pulumi";
import type { Connection } from "../../program/connection";
import { Deployment, type DeploymentArgs } from "../../program/deployment";
import { InvalidConfig } from "../../workload/problems";
import { timeouts } from "../../program/timeouts";
import type { Workload } from "../../workload/workload";
import { makeAutoscaling } from "./autoscaling";
import { endpointOf, makeBalancer } from "./balancer";
import { startSecondsOf } from "./checks";
import { type EcsConnection, placeOf } from "./connection";
import { makeDiscovery, peersOf } from "./discovery";
import { fidelity } from "./fidelity";
import { letTasksReachEachOther, makeFirewall } from "./firewall";
import type { Https } from "./https";
import { logGroupName } from "./names";
import { defaultNetwork, ownNetwork } from "./network";
import { makeRoles } from "./roles";
import { onceRolledOut } from "./rolledOut";
import { storeSecrets } from "./secrets";
import { checkDefinition } from "./size";
import { withTags } from "./tags";
import { CONTAINER, makeTaskDefinition } from "./task";
import { deploymentPercents, updateSeconds } from "./update";

export interface EcsArgs extends DeploymentArgs {
  /** A VPC created for this deployment, or the account's default one. AWS cannot move resources between them. */
  vpc: "own" | "default";
  /** What the image was built for. */
  cpuArchitecture: "X86_64" | "ARM64";
  /** With it, the public port serves HTTPS. */
  https?: Https;
  /** The account, or an emulator. */
  target: EcsConnection;
  /** The target's region, even if only the profile knows it. */
  region: pulumi.Input<string>;
}

/** The workload as a service of Fargate tasks behind an Application Load Balancer, in a cluster of its own. */
export class EcsDeployment extends Deployment {
  readonly endpoints: pulumi.Output<string[]>;
  readonly reference: pulumi.Output<string>;
  readonly connection: pulumi.Output<Connection>;

  constructor(name: string, args: EcsArgs, options?: pulumi.ComponentResourceOptions) {
    super({ name: "ecs", fidelity }, name, args, {
      ...options,
      transformations: [withTags(args.workload.name), ...(options?.transformations ?? [])],
    });
    const { workload, image, https, target } = args;
    checkName(workload);
    checkDefinition(workload);
    const child = { parent: this };

    const network = args.vpc === "own" ? ownNetwork(name, child) : defaultNetwork(child);
    const firewall = makeFirewall(name, network.vpcId, workload, https, child);
    const balancer = makeBalancer(name, workload, network, firewall.balancer.id, https, child);
    // MiniStack has no Cloud Map.
    const registry = target.endpoint ? undefined : makeDiscovery(name, workload, network.vpcId, child);
    const peerRules = registry ? [letTasksReachEachOther(name, firewall.tasks.id, workload.port, child)] : [];

    const logGroup = new LogGroup(name, { name: logGroupName(workload.name), retentionInDays: 7 }, child);
    const { secrets, registryLogin } = storeSecrets(name, workload, child);
    const stored = [secrets, registryLogin].flatMap((version) => (version ? [version.arn] : []));
    const roles = makeRoles(
      name,
      { image, region: args.region, logGroupArn: logGroup.arn, secrets: stored },
      child,
    );
    const taskDefinition = makeTaskDefinition(
      name,
      { ...args, logGroup, roles, secrets, registryLogin, peers: registry && peersOf(workload) },
      child,
    );

    const cluster = new Cluster(
      name,
      {
        name: workload.name,
        // An account may have it on by default, and its log group would be left behind.
        settings: [{ name: "containerInsights", value: "disabled" }],
      },
      child,
    );
    const percents = deploymentPercents(workload.update, this.instances);
    const service = new Service(
      name,
      {
        name: workload.name,
        cluster: cluster.arn,
        taskDefinition: taskDefinition.arn,
        launchType: "FARGATE",
        platformVersion: "LATEST",
        schedulingStrategy: "REPLICA",
        desiredCount: this.instances.initial,
        deploymentMaximumPercent: percents.maximum,
        deploymentMinimumHealthyPercent: percents.minimumHealthy,
        deploymentCircuitBreaker: { enable: true, rollback: workload.update.rollback },
        // To move a task between zones, ECS starts a new one first, so it refuses this where none may run in excess.
        availabilityZoneRebalancing: percents.maximum > 100 ? "ENABLED" : "DISABLED",
        healthCheckGracePeriodSeconds: startSecondsOf(workload),
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
        // Otherwise `up` ends once ECS has accepted the update, before it is known whether it succeeds.
        waitForSteadyState: true,
      },
      {
        ...child,
        customTimeouts: timeouts(updateSeconds(percents, this.instances, workload)),
        dependsOn: [
          ...balancer.listeners,
          roles.executionPolicy,
          ...firewall.rules,
          ...peerRules,
          ...network.routes,
        ],
        // Left to the autoscaler, if any: otherwise each `up` would undo its decisions.
        ignoreChanges: workload.autoscaling ? ["desiredCount"] : [],
      },
    );
    if (workload.autoscaling) {
      makeAutoscaling(name, { cluster: cluster.name, name: service.name }, workload.autoscaling, child);
    }

    this.endpoints = pulumi.output([
      endpointOf(balancer.loadBalancer, workload.publicPort, { https, emulator: target.endpoint }),
    ]);
    this.reference = pulumi.interpolate`${cluster.name}/${onceRolledOut(service, taskDefinition.arn)}`;
    this.connection = cluster.arn.apply((arn): Connection => ({ ...target, ...placeOf(arn) }));
    this.registerOutputs({ endpoints: this.endpoints, reference: this.reference });
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
function checkName({ name }: Workload): void {
  if (!name.startsWith("internal-")) return;
  const rule = "must not start with internal-, which AWS does not accept in a load balancer's name";
  throw new InvalidConfig([{ key: "podium:name", value: name, rule }]);
}
