import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/config";
import { EcsDeployment } from "../../src/orchestrators/ecs/deployment";
import { awsTarget } from "../../src/orchestrators/ecs/provider";

const config = new pulumi.Config();
const { workload, image } = readSettings({ publicPort: 80 });
const vpc = config.get("vpc", { allowedValues: ["own", "default"] }) ?? "own";
const cpuArchitecture = config.get("cpuArchitecture", { allowedValues: ["X86_64", "ARM64"] }) ?? "X86_64";
const { region, emulator, providers } = awsTarget();

const deployment = new EcsDeployment(
  workload.name,
  { workload, image, vpc, cpuArchitecture, region, emulator },
  { providers },
);

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
