import { z } from "zod";
import { tags } from "./tags";
import type { Proof } from "../../../proof/proof";
import { filled, port } from "../../../proof/rules";

// Security groups, in the terms of the AWS provider, with the limits of AWS's API.

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
const group = z.strictObject({
  description: z.string().regex(/^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/, "not a security group's description"),
  vpcId: filled,
  tags,
});

const common = {
  securityGroupId: filled,
  cidrIpv4: z
    .string()
    .regex(/^(\d{1,3}\.){3}\d{1,3}\/([12]?\d|3[0-2])$/, "not a range of addresses")
    .optional(),
  referencedSecurityGroupId: filled.optional(),
  tags,
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html */
const rule = z
  .discriminatedUnion("ipProtocol", [
    z.strictObject({ ...common, ipProtocol: z.enum(["tcp", "udp"]), fromPort: port, toPort: port }),
    // All protocols, and therefore all ports.
    z.strictObject({ ...common, ipProtocol: z.literal("-1") }),
  ])
  .refine((all) => !("fromPort" in all) || all.fromPort <= all.toPort, "is an empty range of ports")
  .refine(
    ({ cidrIpv4, referencedSecurityGroupId }) => !cidrIpv4 !== !referencedSecurityGroupId,
    "must have either addresses or a group",
  );

export const firewall: Proof["bodies"] = {
  "aws:ec2/securityGroup:SecurityGroup": (content) => [{ content, rules: group }],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (content) => [{ content, rules: rule }],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (content) => [{ content, rules: rule }],
};
