import { z } from "zod";
import type { Settings } from "../../workload/settings";
import { oneOf, text } from "../../workload/values";
import { CERTIFICATE_ARN, HOST_NAME } from "./https";

export const settings = {
  region: {
    key: "aws:region",
    value: text(/^[a-z]+(-[a-z]+)+-\d+$/, "must be a region of AWS, such as eu-central-1").optional(),
    default: "`AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's",
    description: "the region to deploy to",
  },
  profile: {
    key: "aws:profile",
    value: z.string().optional(),
    default: "`AWS_PROFILE`",
    description: "the profile in `~/.aws/config` to log in with",
  },
  vpc: {
    value: oneOf("own", "default").default("own"),
    default: "`own`",
    description: "the network: a VPC of the stack's own, or the account's `default` VPC",
  },
  cpuArchitecture: {
    value: oneOf("X86_64", "ARM64").default("X86_64"),
    default: "`X86_64`",
    description: "the processors to run on, `X86_64` or `ARM64`; the image must be built for them",
  },
  registry: {
    value: oneOf("ecr", "none").optional(),
    default: "on AWS itself `ecr` for the sample image without `registryCredentials`, otherwise `none`",
    description:
      "`ecr`: copies the image to a repository in Amazon ECR that the stack creates; `none`: AWS pulls it from the registry " +
      "in its name",
  },
  certificateArn: {
    value: text(
      CERTIFICATE_ARN,
      "must be the ARN of a certificate in ACM in the stack's region, arn:aws:acm:REGION:ACCOUNT:certificate/ID",
    ).optional(),
    default: "none",
    description: "the certificate in AWS Certificate Manager to serve HTTPS with; requires `domain`",
  },
  domain: {
    value: text(
      HOST_NAME,
      "must be the host name that the certificate is for, such as podium.example.com",
    ).optional(),
    default: "none",
    description:
      "the host name that the certificate is for; point it at the load balancer with a CNAME record",
  },
} satisfies Settings;
