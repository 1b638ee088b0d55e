import { connectionOf } from "../../src/orchestrators/swarm/connection";
import { SwarmDeployment } from "../../src/orchestrators/swarm/deployment";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/swarm/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const stack = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new SwarmDeployment(stack.workload.name, {
  ...stack,
  nodeHosts: own.nodeHosts ?? [own.nodeHost],
  target: connectionOf(own),
});

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
