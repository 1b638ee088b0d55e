import { z } from "zod";
import type { Settings } from "../../workload/settings";
import { oneOf, text } from "../../workload/values";
import { nodeHosts } from "../nodeHosts";

export const PUBLIC_PORT = 30080;

export const settings = {
  context: {
    key: "kubernetes:context",
    value: z.string().optional(),
    default: "the kubeconfig's current context",
    description: "the context to deploy to",
  },
  kubeconfig: {
    key: "kubernetes:kubeconfig",
    value: text(/^[^{\n]+$/, "must be the path of a kubeconfig file").optional(),
    default: "`KUBECONFIG`, or `~/.kube/config`",
    description: "the path of the kubeconfig file; a relative path starts at the stack's folder",
  },
  serviceType: {
    value: oneOf("NodePort", "LoadBalancer").default("NodePort"),
    default: "`NodePort`",
    description:
      "how the endpoint is published: on every node, or by a load balancer, if the cluster can create one",
  },
  nodeHost: {
    value: z.string().default("localhost"),
    default: "`localhost`",
    description: "the address of a node, for `NodePort`",
  },
  nodeHosts: nodeHosts("nodeHost"),
} satisfies Settings;
