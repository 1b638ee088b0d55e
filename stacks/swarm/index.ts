import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/program/settings";
import { SwarmDeployment } from "../../src/orchestrators/swarm/deployment";

const config = new pulumi.Config();
const { workload, image } = readSettings({ publicPort: 8087 });

const deployment = new SwarmDeployment(workload.name, {
  workload,
  image,
  nodeHost: config.get("nodeHost") ?? "localhost",
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
