import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/program/settings";
import { marathonUrl } from "../../src/orchestrators/marathon/api";
import { MarathonDeployment } from "../../src/orchestrators/marathon/deployment";

const config = new pulumi.Config();
const { workload, image } = readSettings({ publicPort: 8083 });

const deployment = new MarathonDeployment(workload.name, {
  workload,
  image,
  url: config.get("url") ?? marathonUrl(),
  publicHost: config.get("publicHost"),
});

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
