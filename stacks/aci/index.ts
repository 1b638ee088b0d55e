import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/config";
import { AciDeployment } from "../../src/orchestrators/aci/deployment";

const azure = new pulumi.Config("azure-native");
const { workload, image } = readSettings({ publicPort: 8085 });

const deployment = new AciDeployment(workload.name, {
  workload,
  image,
  location: azure.get("location") ?? "westeurope",
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
