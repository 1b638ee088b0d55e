import { connectionOf, hostOf } from "../../src/orchestrators/nomad/connection";
import { NomadDeployment } from "../../src/orchestrators/nomad/deployment";
import { defaultProxyImage } from "../../src/orchestrators/nomad/proxyImage";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/nomad/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const stack = readWorkload({ publicPort: PUBLIC_PORT });
const target = connectionOf(own);

const deployment = new NomadDeployment(stack.workload.name, {
  ...stack,
  publicHosts: own.nodeHosts ?? [own.publicHost ?? hostOf(target)],
  proxyImage: own.proxyImage ?? defaultProxyImage(process.env),
  mhzPerCore: own.mhzPerCore,
  maxStopSeconds: own.maxStopSeconds,
  target,
});

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
