import { connectionOf } from "../../src/orchestrators/ecs/connection";
import { EcsDeployment } from "../../src/orchestrators/ecs/deployment";
import { httpsOf } from "../../src/orchestrators/ecs/https";
import { awsTarget } from "../../src/orchestrators/ecs/provider";
import { isThroughEcr, onceRunnableOnAws, throughEcr } from "../../src/orchestrators/ecs/registry";
import { settings } from "../../src/orchestrators/ecs/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const target = connectionOf(own);
const https = httpsOf(own, target.endpoint);
const stack = readWorkload({ publicPort: https ? 443 : 80 });
const aws = awsTarget(target, { dependsOn: onceRunnableOnAws(own, stack, target) });
const deployed = isThroughEcr(own, stack, target) ? throughEcr(stack, aws) : stack;

const deployment = new EcsDeployment(
  stack.workload.name,
  {
    ...deployed,
    https,
    vpc: own.vpc,
    cpuArchitecture: own.cpuArchitecture,
    target,
    region: aws.region,
  },
  { providers: [aws.provider] },
);

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
