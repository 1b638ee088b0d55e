import { z } from "zod";
import { tags } from "./tags";
import type { Proof } from "../../../proof/proof";
import { filled, whole } from "../../../proof/rules";

// Cloud Map, in the terms of the AWS provider, with the limits of AWS's API.

/** https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html, as a DNS name. */
const namespace = z.strictObject({
  name: z
    .string()
    .max(253)
    .regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "not a namespace's name"),
  description: z.string().max(1024),
  vpc: filled.max(64),
  tags,
});

/** https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html */
const service = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_]([-A-Za-z0-9_]{0,61}[A-Za-z0-9_])?$/, "not a service's name"),
  dnsConfig: z.strictObject({
    namespaceId: filled.max(64),
    // The records that ECS registers without a port. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html
    dnsRecords: z.tuple([z.strictObject({ type: z.enum(["A", "AAAA"]), ttl: whole(0, 2147483647) })]),
    // `WEIGHTED` would return one task at a time. https://docs.aws.amazon.com/cloud-map/latest/api/API_DnsConfig.html
    routingPolicy: z.literal("MULTIVALUE"),
  }),
  // The only value that is still supported. https://docs.aws.amazon.com/cloud-map/latest/api/API_HealthCheckCustomConfig.html
  healthCheckCustomConfig: z.strictObject({ failureThreshold: z.literal(1) }),
  forceDestroy: z.boolean(),
  tags,
});

export const discovery: Proof["bodies"] = {
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace": (content) => [
    { content, rules: namespace },
  ],
  "aws:servicediscovery/service:Service": (content) => [{ content, rules: service }],
};
