import { z } from "zod";
import { HOST, HOST_RULE } from "../../docker/host";
import type { Settings } from "../../workload/settings";
import { text } from "../../workload/values";
import { nodeHosts } from "../nodeHosts";

export const PUBLIC_PORT = 8087;

export const settings = {
  host: {
    key: "docker:host",
    value: text(HOST, HOST_RULE).optional(),
    default: "`DOCKER_HOST`, or the default socket",
    description:
      "the Docker engine of a manager, e.g. `tcp://manager.example.com:2376`; `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH` " +
      "log in",
  },
  nodeHost: {
    value: z.string().default("localhost"),
    default: "`localhost`",
    description: "the address of any node",
  },
  nodeHosts: nodeHosts("nodeHost"),
} satisfies Settings;
