import { z } from "zod";
import type { Settings } from "../../workload/settings";
import { integer, text } from "../../workload/values";
import { nodeHosts } from "../nodeHosts";

export const PUBLIC_PORT = 8082;

export const settings = {
  address: {
    key: "nomad:address",
    // `connectionOf` validates it: an error here would show the password of an address that has one.
    value: z.string().optional(),
    default: "`NOMAD_ADDR`, or `http://127.0.0.1:4646`",
    description:
      "the agent's API: `http://…`, `https://…` or `unix:///…`; credentials and certificates come from the environment " +
      "variables of Nomad's command line, such as `NOMAD_TOKEN` and `NOMAD_CACERT`",
  },
  region: {
    key: "nomad:region",
    value: text(/^\S+$/, "must be the name of a region").optional(),
    default: "`NOMAD_REGION`, or the agent's region",
    description: "the region to deploy to",
  },
  namespace: {
    // https://github.com/hashicorp/nomad/blob/main/nomad/structs/namespace.go
    value: text(/^[a-zA-Z0-9-]{1,128}$/, "must be 1 to 128 letters, digits and hyphens").optional(),
    default: "`NOMAD_NAMESPACE`, or `default`",
    description: "the namespace of the jobs, which must exist",
  },
  publicHost: {
    value: z.string().optional(),
    default: "the host of the agent's address",
    description: "the address of a node, where the front door listens",
  },
  nodeHosts: nodeHosts("publicHost"),
  proxyImage: {
    value: z.string().optional(),
    default: "`PODIUM_PROXY_IMAGE`, or `haproxy:3.2-alpine`",
    description: "the image of the front door, HAProxy",
  },
  mhzPerCore: {
    value: integer(100, 10_000, " MHz").default(2500),
    default: "`2500`",
    description: "the nodes' clock speed, since Nomad measures CPU in MHz",
  },
  maxStopSeconds: {
    value: integer(1, 86_400, " seconds").default(30),
    default: "`30`",
    description: "the nodes' `max_kill_timeout` in seconds",
  },
} satisfies Settings;
