import { output } from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import { deploy, TAGS } from "./planned";

// What AWS would respond.
const queried = vi.hoisted(() => ({ subnets: undefined as unknown }));
vi.mock(import("@pulumi/aws/getAvailabilityZones"), () => ({
  getAvailabilityZonesOutput: (() => output({ names: ["a", "b", "c"] })) as never,
}));
vi.mock(import("@pulumi/aws/ec2/getVpc"), () => ({
  getVpcOutput: ((args: object) => output({ id: "default" in args ? "vpc-default" : "vpc-other" })) as never,
}));
vi.mock(import("@pulumi/aws/ec2/getSubnets"), () => ({
  getSubnetsOutput: ((args: { filters: object }) => {
    output(args.filters).apply((filters: unknown) => (queried.subnets = filters));
    return output({ ids: ["one", "two", "three"] });
  }) as never,
}));

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const NAMED = { ...TAGS, Name: "web" };

const tcp = (port: number) => ({ ipProtocol: "tcp", fromPort: port, toPort: port, tags: TAGS });

describe("the network", () => {
  it("is a VPC with two public subnets", async () => {
    const resources = await deploy();
    expect(resources.only("aws:ec2/vpc:Vpc")).toEqual({
      cidrBlock: "10.0.0.0/16",
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: NAMED,
    });
    expect(resources.only("aws:ec2/internetGateway:InternetGateway")).toEqual({
      vpcId: "web-id",
      tags: NAMED,
    });
    expect(resources.only("aws:ec2/routeTable:RouteTable")).toEqual({
      vpcId: "web-id",
      routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "web-id" }],
      tags: NAMED,
    });
    for (const index of [0, 1]) {
      expect(resources.only("aws:ec2/subnet:Subnet", `web-${index}`)).toEqual({
        vpcId: "web-id",
        cidrBlock: `10.0.${index}.0/24`,
        availabilityZone: ["a", "b"][index],
        tags: NAMED,
      });
      expect(resources.only("aws:ec2/routeTableAssociation:RouteTableAssociation", `web-${index}`)).toEqual({
        subnetId: `web-${index}-id`,
        routeTableId: "web-id",
      });
    }
  });

  it("can be the account's default VPC, in which nothing is created", async () => {
    const resources = await deploy({}, { vpc: "default" });
    expect(resources.types.filter((type) => /vpc:Vpc|subnet|gateway|route/i.test(type))).toEqual([]);
    const ids = ["one", "two", "three"];
    expect(resources.only("aws:lb/loadBalancer:LoadBalancer")).toMatchObject({ subnets: ids });
    expect(resources.only("aws:ecs/service:Service")).toMatchObject({
      networkConfiguration: { subnets: ids },
    });
    expect(resources.only("aws:lb/targetGroup:TargetGroup")).toMatchObject({ vpcId: "vpc-default" });
    expect(queried.subnets).toEqual([
      { name: "vpc-id", values: ["vpc-default"] },
      { name: "default-for-az", values: ["true"] },
    ]);
  });

  it("lets the world reach the load balancer, and only the load balancer the tasks", async () => {
    const resources = await deploy({ publicPort: 8085 });
    const group = (name: string) => resources.only("aws:ec2/securityGroup:SecurityGroup", name);
    expect(group("web-balancer")).toMatchObject({ vpcId: "web-id", tags: { ...TAGS, Name: "web-balancer" } });
    expect(group("web-tasks")).toMatchObject({ vpcId: "web-id", tags: { ...TAGS, Name: "web-tasks" } });
    const [balancer, tasks] = ["web-balancer-id", "web-tasks-id"];
    expect(resources.only(INGRESS, "web-world-8085")).toEqual({
      securityGroupId: balancer,
      cidrIpv4: "0.0.0.0/0",
      ...tcp(8085),
    });
    expect(resources.only(EGRESS, "web-balancer-8080")).toEqual({
      securityGroupId: balancer,
      referencedSecurityGroupId: tasks,
      ...tcp(8080),
    });
    expect(resources.only(INGRESS, "web-tasks-8080")).toEqual({
      securityGroupId: tasks,
      referencedSecurityGroupId: balancer,
      ...tcp(8080),
    });
    expect(resources.only(EGRESS, "web-tasks")).toEqual({
      securityGroupId: tasks,
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
      tags: TAGS,
    });
  });
});

describe("discovery", () => {
  it("is a private name by which the tasks find each other, and a rule that lets them connect", async () => {
    const resources = await deploy();
    expect(resources.only("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace")).toEqual({
      name: "web.internal",
      description: "Where the tasks find each other",
      vpc: "web-id",
      tags: TAGS,
    });
    expect(resources.only("aws:servicediscovery/service:Service")).toEqual({
      name: "tasks",
      dnsConfig: {
        namespaceId: "web-id",
        dnsRecords: [{ type: "A", ttl: 10 }],
        routingPolicy: "MULTIVALUE",
      },
      healthCheckCustomConfig: { failureThreshold: 1 },
      forceDestroy: true,
      tags: TAGS,
    });
    expect(resources.only(INGRESS, "web-peers-8080")).toEqual({
      securityGroupId: "web-tasks-id",
      referencedSecurityGroupId: "web-tasks-id",
      ...tcp(8080),
    });
  });

  it("does not exist on an emulator, which has no Cloud Map", async () => {
    const resources = await deploy({}, { target: { endpoint: "http://127.0.0.1:4566" } });
    expect(resources.types.filter((type) => type.includes("servicediscovery"))).toEqual([]);
    expect(resources.only("aws:ecs/service:Service")).not.toHaveProperty("serviceRegistries");
    expect(JSON.stringify(resources.all)).not.toMatch(/PODIUM_PEERS|web-peers/);
  });
});

describe("the load balancer", () => {
  it("is public and outlives no idle connection of a task", async () => {
    expect((await deploy()).only("aws:lb/loadBalancer:LoadBalancer")).toEqual({
      name: "web",
      loadBalancerType: "application",
      internal: false,
      subnets: ["web-0-id", "web-1-id"],
      securityGroups: ["web-balancer-id"],
      idleTimeout: 60,
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
      tags: TAGS,
    });
  });

  it("checks readiness at another port if the workload wants it, which is open to nobody else", async () => {
    const resources = await deploy({ readiness: { port: 9000 } });
    expect(resources.only("aws:lb/targetGroup:TargetGroup")).toMatchObject({
      healthCheck: { port: "9000", path: "/readyz" },
    });
    const groups = { balancer: "web-balancer-id", tasks: "web-tasks-id" };
    for (const port of [8080, 9000]) {
      expect(resources.only(EGRESS, `web-balancer-${port}`)).toEqual({
        securityGroupId: groups.balancer,
        referencedSecurityGroupId: groups.tasks,
        ...tcp(port),
      });
      expect(resources.only(INGRESS, `web-tasks-${port}`)).toEqual({
        securityGroupId: groups.tasks,
        referencedSecurityGroupId: groups.balancer,
        ...tcp(port),
      });
    }
    expect(JSON.stringify(resources.all).match(/"fromPort":9000/g)).toHaveLength(2);
  });

  it("balances over the tasks' addresses and drains one for as long as it may take to stop", async () => {
    const resources = await deploy({ stopSeconds: 30, readiness: { path: "/r", interval: 9, timeout: 4 } });
    expect(resources.only("aws:lb/targetGroup:TargetGroup")).toEqual({
      port: 80,
      protocol: "HTTP",
      targetType: "ip",
      vpcId: "web-id",
      deregistrationDelay: 30,
      tags: TAGS,
      healthCheck: {
        enabled: true,
        protocol: "HTTP",
        port: "traffic-port",
        path: "/r",
        matcher: "200-299",
        interval: 9,
        timeout: 4,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
    expect(resources.only("aws:lb/listener:Listener")).toEqual({
      loadBalancerArn: "arn:balancer",
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: "arn:targets" }],
      tags: TAGS,
    });
  });
});
