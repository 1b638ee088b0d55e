import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/program/settings";
import { KubernetesDeployment } from "../../src/orchestrators/kubernetes/deployment";

const config = new pulumi.Config();
const { workload, image } = readSettings({ publicPort: 30080 });

const deployment = new KubernetesDeployment(workload.name, {
  workload,
  image,
  serviceType: config.get("serviceType", { allowedValues: ["NodePort", "LoadBalancer"] }) ?? "NodePort",
  nodeHost: config.get("nodeHost") ?? "localhost",
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
