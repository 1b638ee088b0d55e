import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/config";
import { EcsDeployment } from "../../src/orchestrators/ecs/deployment";
import { readHttps } from "../../src/orchestrators/ecs/https";
import { awsTarget } from "../../src/orchestrators/ecs/provider";

const config = new pulumi.Config();
const vpc = config.get("vpc", { allowedValues: ["own", "default"] }) ?? "own";
const cpuArchitecture = config.get("cpuArchitecture", { allowedValues: ["X86_64", "ARM64"] }) ?? "X86_64";
const { region, emulator, providers } = awsTarget();
const https = readHttps(
  { certificateArn: config.get("certificateArn"), domain: config.get("domain") },
  emulator,
);
const { workload, image } = readSettings(https ? { publicPort: 443 } : { publicPort: 80 });

const deployment = new EcsDeployment(
  workload.name,
  { workload, image, vpc, cpuArchitecture, region, https, emulator },
  { providers },
);

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
