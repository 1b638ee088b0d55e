import { Listener } from "@pulumi/aws/lb/listener";
import { LoadBalancer } from "@pulumi/aws/lb/loadBalancer";
import { TargetGroup } from "@pulumi/aws/lb/targetGroup";
import * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload";
import { targetCheck } from "./checks";
import type { Network } from "./network";

export interface Balancer {
  loadBalancer: LoadBalancer;
  targets: TargetGroup;
  listener: Listener;
}

/** What spreads requests over the tasks: an Application Load Balancer, whose targets ECS registers by IP address. */
export function makeBalancer(
  name: string,
  workload: Workload,
  { vpcId, subnetIds, routes }: Network,
  securityGroup: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): Balancer {
  const loadBalancer = new LoadBalancer(
    name,
    {
      name: workload.name,
      loadBalancerType: "application",
      internal: false,
      subnets: subnetIds,
      securityGroups: [securityGroup],
      // Shorter than the service keeps an idle connection, so that the balancer never sends on one being closed.
      idleTimeout: 60,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
    },
    // AWS refuses a public load balancer where no internet gateway is.
    { ...options, dependsOn: routes },
  );
  const targets = new TargetGroup(
    name,
    {
      // ECS registers each task with the port of its container; this one is never used.
      port: 80,
      protocol: "HTTP",
      targetType: "ip",
      vpcId,
      // Seconds for requests in flight before ECS sends SIGTERM. AWS's default of 300 would make each update wait.
      deregistrationDelay: workload.stopSeconds,
      healthCheck: targetCheck(workload.readiness),
    },
    options,
  );
  const listener = new Listener(
    name,
    {
      loadBalancerArn: loadBalancer.arn,
      port: workload.publicPort,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    },
    options,
  );
  return { loadBalancer, targets, listener };
}

/** Where the world reaches the load balancer; MiniStack serves it under its name instead. */
export function endpointOf(
  { dnsName, name }: LoadBalancer,
  publicPort: number,
  emulator?: string,
): pulumi.Output<string> {
  if (emulator) return pulumi.interpolate`${emulator}/_alb/${name}`;
  return pulumi.interpolate`http://${dnsName}${publicPort === 80 ? "" : `:${publicPort}`}`;
}
