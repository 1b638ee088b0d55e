import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";
import { type Https, httpPort } from "./https";

/** Who may connect to whom: the world to the load balancer, and only the load balancer to the tasks. */
export interface Firewall {
  balancer: SecurityGroup;
  tasks: SecurityGroup;
  rules: pulumi.Resource[];
}

const ANYWHERE = "0.0.0.0/0";

const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port });

export function makeFirewall(
  name: string,
  vpcId: pulumi.Input<string>,
  { port, publicPort, readiness }: Pick<Workload, "port" | "publicPort" | "readiness">,
  https: Https | undefined,
  options: pulumi.CustomResourceOptions,
): Firewall {
  const group = (suffix: string, description: string) =>
    new SecurityGroup(
      `${name}-${suffix}`,
      { description, vpcId, tags: { Name: `${name}-${suffix}` } },
      options,
    );
  const balancer = group("balancer", "The load balancer, open to the world at its listener");
  const tasks = group("tasks", "The tasks, open to the load balancer at their port");
  // These rules are named after the port. A rule that another port is written into could come to equal one that is still
  // to be changed or deleted, and AWS refuses duplicates. It also stays until nothing listens there any more.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (InvalidPermission.Duplicate)
  const open = (port: number) =>
    new SecurityGroupIngressRule(
      `${name}-world-${port}`,
      { securityGroupId: balancer.id, cidrIpv4: ANYWHERE, ...tcp(port) },
      options,
    );
  const lead = (port: number) => [
    new SecurityGroupEgressRule(
      `${name}-balancer-${port}`,
      { securityGroupId: balancer.id, referencedSecurityGroupId: tasks.id, ...tcp(port) },
      options,
    ),
    new SecurityGroupIngressRule(
      `${name}-tasks-${port}`,
      { securityGroupId: tasks.id, referencedSecurityGroupId: balancer.id, ...tcp(port) },
      options,
    ),
  ];
  const rules = [
    open(httpPort(publicPort, https)),
    ...(https ? [open(publicPort)] : []),
    ...lead(port),
    ...(readiness?.port === undefined ? [] : lead(readiness.port)),
    // To pull the image, write logs and read secrets, at addresses that their owners change.
    new SecurityGroupEgressRule(
      `${name}-tasks`,
      { securityGroupId: tasks.id, cidrIpv4: ANYWHERE, ipProtocol: "-1" },
      options,
    ),
  ];
  return { balancer, tasks, rules };
}

/** For tasks that can find each other. */
export const letTasksReachEachOther = (
  name: string,
  tasks: pulumi.Input<string>,
  port: number,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource =>
  new SecurityGroupIngressRule(
    `${name}-peers-${port}`,
    { securityGroupId: tasks, referencedSecurityGroupId: tasks, ...tcp(port) },
    options,
  );
