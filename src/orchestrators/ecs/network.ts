import { getSubnetsOutput } from "@pulumi/aws/ec2/getSubnets";
import { getVpcOutput } from "@pulumi/aws/ec2/getVpc";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { getAvailabilityZonesOutput } from "@pulumi/aws/getAvailabilityZones";
import type * as pulumi from "@pulumi/pulumi";

/** A VPC with public subnets in at least two availability zones, as a load balancer requires. */
export interface Network {
  vpcId: pulumi.Output<string>;
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Must exist before anything in the subnets can reach the internet. */
  routes: pulumi.Resource[];
}

/** The account's default VPC. */
export function defaultNetwork({ parent }: pulumi.CustomResourceOptions): Network {
  const vpc = getVpcOutput({ default: true }, { parent });
  const inVpc = [
    { name: "vpc-id", values: [vpc.id] },
    { name: "default-for-az", values: ["true"] },
  ];
  return { vpcId: vpc.id, subnetIds: getSubnetsOutput({ filters: inVpc }, { parent }).ids, routes: [] };
}

/**
 * A VPC of the deployment's own. The subnets are public because tasks pull their image through the internet gateway,
 * which is free; private ones would need NAT gateways, which cost more than the tasks. The security groups still keep the
 * tasks unreachable from outside.
 */
export function ownNetwork(name: string, options: pulumi.CustomResourceOptions): Network {
  const tags = { Name: name };
  const vpc = new Vpc(
    name,
    { cidrBlock: "10.0.0.0/16", enableDnsSupport: true, enableDnsHostnames: true, tags },
    options,
  );
  const gateway = new InternetGateway(name, { vpcId: vpc.id, tags }, options);
  const table = new RouteTable(
    name,
    { vpcId: vpc.id, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }], tags },
    options,
  );
  const zones = getAvailabilityZonesOutput({ state: "available" }, { parent: options.parent });
  const subnets = [0, 1].map(
    (index) =>
      new Subnet(
        `${name}-${index}`,
        { vpcId: vpc.id, cidrBlock: `10.0.${index}.0/24`, availabilityZone: zones.names[index], tags },
        options,
      ),
  );
  const routes = subnets.map(
    (subnet, index) =>
      new RouteTableAssociation(`${name}-${index}`, { subnetId: subnet.id, routeTableId: table.id }, options),
  );
  return { vpcId: vpc.id, subnetIds: subnets.map(({ id }) => id), routes };
}
