import { connectionOf } from "../../src/orchestrators/service-fabric/connection";
import { ServiceFabricDeployment } from "../../src/orchestrators/service-fabric/deployment";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/service-fabric/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const stack = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new ServiceFabricDeployment(stack.workload.name, {
  ...stack,
  target: connectionOf(own),
  publicHost: own.publicHost,
  dnsService: own.dnsService,
});

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
