import { connectionOf } from "../../src/orchestrators/ecs/connection";
import { EcsDeployment } from "../../src/orchestrators/ecs/deployment";
import { httpsOf } from "../../src/orchestrators/ecs/https";
import { awsTarget } from "../../src/orchestrators/ecs/provider";
import { throughEcr } from "../../src/orchestrators/ecs/registry";
import { settings } from "../../src/orchestrators/ecs/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const aws = awsTarget(connectionOf(own));
const https = httpsOf(own, aws.connection.endpoint);
const configured = readWorkload({ publicPort: https ? 443 : 80 });
const { workload, image } = own.registry ? throughEcr(configured, aws) : configured;

const deployment = new EcsDeployment(
  workload.name,
  {
    workload,
    image,
    https,
    vpc: own.vpc,
    cpuArchitecture: own.cpuArchitecture,
    target: aws.connection,
    region: aws.region,
  },
  { providers: [aws.provider] },
);

export const { orchestrator, endpoints, reference, connection, wanted } = deployment;
