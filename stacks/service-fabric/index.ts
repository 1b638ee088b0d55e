import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/program/settings";
import { ServiceFabricDeployment } from "../../src/orchestrators/service-fabric/deployment";
import { gatewayEndpoint } from "../../src/orchestrators/service-fabric/gateway";

const config = new pulumi.Config();
const { workload, image } = readSettings({ publicPort: 8084 });

const deployment = new ServiceFabricDeployment(workload.name, {
  workload,
  image,
  endpoint: config.get("endpoint") ?? gatewayEndpoint(),
  publicHost: config.get("publicHost"),
  dnsService: config.getBoolean("dnsService") ?? true,
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
