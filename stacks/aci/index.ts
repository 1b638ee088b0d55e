import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/config";
import { AciDeployment } from "../../src/orchestrators/aci/deployment";
import { readZones } from "../../src/orchestrators/aci/zones";

const config = new pulumi.Config();
const azure = new pulumi.Config("azure-native");
const { workload, image } = readSettings({ publicPort: 8085 });

const deployment = new AciDeployment(workload.name, {
  workload,
  image,
  location: azure.get("location") ?? "westeurope",
  zones: readZones(config.get("zones")),
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
