import { z } from "zod";
import type { Settings } from "../../workload/settings";
import { flag } from "../../workload/values";

export const PUBLIC_PORT = 8084;

export const settings = {
  endpoint: {
    // Validated by `connectionOf`, which does not print a URL with a password.
    value: z.string().optional(),
    default: "`SERVICE_FABRIC_ENDPOINT`, or `http://localhost:19080`",
    description:
      "the cluster's HTTP gateway; with HTTPS, `SERVICE_FABRIC_CERTIFICATE` (and `…_KEY`, `…_CA`) name files in PEM format",
  },
  publicHost: {
    value: z.string().optional(),
    default: "the gateway's host",
    description: "where clients reach the nodes, or the load balancer in front of them",
  },
  dnsService: {
    value: flag().default(true),
    default: "`true`",
    description: "`false` if the cluster has no DNS service",
  },
} satisfies Settings;
