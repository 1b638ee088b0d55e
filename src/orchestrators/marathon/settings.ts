import { z } from "zod";
import type { Settings } from "../../workload/settings";
import { text } from "../../workload/values";
import { HOST, nodeHosts } from "../nodeHosts";

export const PUBLIC_PORT = 8083;

export const settings = {
  url: {
    // Checked by connectionOf: an error here would repeat the value, and with it a password.
    value: z.string().optional(),
    default: "`MARATHON_URL`, or `http://localhost:8080`",
    description: "the URL of Marathon's REST API; `MARATHON_USER` and `MARATHON_PASSWORD` log in",
  },
  publicHost: {
    value: text(HOST, "must be a host name or an IP address").optional(),
    default: "the host in `url`",
    description: "the host on which marathon-lb, or another proxy, publishes the service port",
  },
  nodeHosts: nodeHosts("publicHost"),
} satisfies Settings;
