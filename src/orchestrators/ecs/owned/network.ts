import type { Filter, RouteTable, SecurityGroup } from "@aws-sdk/client-ec2";
import type { Owned } from "../../engine";
import { WORKLOAD_TAG } from "../names";
import { all, byKey, isOurs, type Search, unlessDenied } from "./search";

/** Security groups with their rules, and the VPC with what is in it, but never the account's default one. */
export async function findNetwork(search: Search): Promise<Owned[]> {
  const { owned, workload } = search;
  const ec2 = await search.clients.ec2();
  const { sdk } = ec2;
  const input = { Filters: [filter("tag:managed-by", "podium"), filter(`tag:${WORKLOAD_TAG}`, workload)] };
  const [groups, tables, gateways, subnets, vpcs] = await Promise.all([
    unlessDenied(all(sdk.paginateDescribeSecurityGroups, ec2, input, (page) => page.SecurityGroups)),
    unlessDenied(all(sdk.paginateDescribeRouteTables, ec2, input, (page) => page.RouteTables)),
    unlessDenied(all(sdk.paginateDescribeInternetGateways, ec2, input, (page) => page.InternetGateways)),
    unlessDenied(all(sdk.paginateDescribeSubnets, ec2, input, (page) => page.Subnets)),
    unlessDenied(all(sdk.paginateDescribeVpcs, ec2, input, (page) => page.Vpcs)),
  ]);
  // Emulators may ignore filters.
  const ours = <T extends { Tags?: { Key?: string; Value?: string }[] }>(items: T[]) =>
    items.filter(({ Tags }) => isOurs(search, byKey(Tags)));
  return [
    ...(await findRules(search, ours(groups))),
    ...ours(groups).map(({ GroupId = "", GroupName = "" }) =>
      owned(
        "ec2/securityGroup:SecurityGroup",
        GroupId,
        `security group ${GroupName}`,
        `ec2 delete-security-group --group-id ${GroupId}`,
      ),
    ),
    ...ours(tables).flatMap((table) => associationsOf(search, table)),
    ...ours(tables).map(({ RouteTableId: id = "" }) =>
      owned(
        "ec2/routeTable:RouteTable",
        id,
        `route table ${id}`,
        `ec2 delete-route-table --route-table-id ${id}`,
      ),
    ),
    ...ours(gateways).map(({ InternetGatewayId: id = "", Attachments: attachments = [] }) =>
      owned("ec2/internetGateway:InternetGateway", id, `internet gateway ${id}`, [
        ...attachments.map(
          ({ VpcId }) => `ec2 detach-internet-gateway --internet-gateway-id ${id} --vpc-id ${VpcId}`,
        ),
        `ec2 delete-internet-gateway --internet-gateway-id ${id}`,
      ]),
    ),
    ...ours(subnets)
      .filter(({ DefaultForAz }) => !DefaultForAz)
      .map(({ SubnetId: id = "" }) =>
        owned("ec2/subnet:Subnet", id, `subnet ${id}`, `ec2 delete-subnet --subnet-id ${id}`),
      ),
    ...ours(vpcs)
      .filter(({ IsDefault }) => !IsDefault)
      .map(({ VpcId: id = "" }) => owned("ec2/vpc:Vpc", id, `VPC ${id}`, `ec2 delete-vpc --vpc-id ${id}`)),
  ];
}

const filter = (Name: string, ...Values: string[]): Filter => ({ Name, Values });

/** By their group: the provider tags a rule only after it has created it. */
async function findRules({ clients, owned }: Search, groups: SecurityGroup[]): Promise<Owned[]> {
  if (!groups.length) return [];
  const ec2 = await clients.ec2();
  const input = { Filters: [filter("group-id", ...groups.map(({ GroupId = "" }) => GroupId))] };
  const rules = await unlessDenied(
    all(ec2.sdk.paginateDescribeSecurityGroupRules, ec2, input, (page) => page.SecurityGroupRules),
  );
  return rules.map(({ SecurityGroupRuleId: id = "", GroupId: securityGroupId = "", IsEgress }) => {
    const direction = IsEgress ? "Egress" : "Ingress";
    return owned(
      `vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
      id,
      `security group rule ${id}`,
      `ec2 revoke-security-group-${direction.toLowerCase()} --group-id ${securityGroupId} --security-group-rule-ids ${id}`,
      // The provider takes both from here: the resource is built with Terraform's newer framework.
      // https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/pf/tfbridge/provider_delete.go
      { id, securityGroupId },
    );
  });
}

function associationsOf({ owned }: Search, { Associations: associations = [] }: RouteTable): Owned[] {
  return associations.map(({ RouteTableAssociationId: id = "" }) =>
    owned(
      "ec2/routeTableAssociation:RouteTableAssociation",
      id,
      `route table association ${id}`,
      `ec2 disassociate-route-table --association-id ${id}`,
    ),
  );
}
