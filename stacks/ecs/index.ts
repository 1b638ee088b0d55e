import * as pulumi from "@pulumi/pulumi";
import { readSettings } from "../../src/program/settings";
import { EcsDeployment } from "../../src/orchestrators/ecs/deployment";
import { readHttps } from "../../src/orchestrators/ecs/https";
import { awsTarget } from "../../src/orchestrators/ecs/provider";
import { throughEcr } from "../../src/orchestrators/ecs/registry";

const config = new pulumi.Config();
const vpc = config.get("vpc", { allowedValues: ["own", "default"] }) ?? "own";
const cpuArchitecture = config.get("cpuArchitecture", { allowedValues: ["X86_64", "ARM64"] }) ?? "X86_64";
const { region, emulator, providers } = awsTarget();
const https = readHttps(
  { certificateArn: config.get("certificateArn"), domain: config.get("domain") },
  emulator,
);
const settings = readSettings(https ? { publicPort: 443 } : { publicPort: 80 });
const registry = config.get("registry", { allowedValues: ["ecr"] });

const deployment = new EcsDeployment(
  settings.workload.name,
  {
    ...(registry ? throughEcr(settings, emulator) : settings),
    vpc,
    cpuArchitecture,
    region,
    https,
    emulator,
  },
  { providers },
);

export const orchestrator = deployment.orchestrator;
export const endpoints = deployment.endpoints;
export const reference = deployment.reference;
export const wanted = deployment.wanted;
