import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/program/settings";
import { AciDeployment } from "../../src/orchestrators/aci/deployment";
import { throughAcr } from "../../src/orchestrators/aci/registry";
import { readZones } from "../../src/orchestrators/aci/zones";

const config = new pulumi.Config();
const azure = new pulumi.Config("azure-native");
const location = azure.get("location") ?? "westeurope";
const settings = readSettings({ publicPort: 8085 });
const registry = config.get("registry", { allowedValues: ["acr"] });

const deployment = new AciDeployment(settings.workload.name, {
  ...(registry ? throughAcr(settings, location) : settings),
  location,
  zones: readZones(config.get("zones")),
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
