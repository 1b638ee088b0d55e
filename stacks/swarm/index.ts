import { connectionOf } from "../../src/orchestrators/swarm/connection";
import { SwarmDeployment } from "../../src/orchestrators/swarm/deployment";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/swarm/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const { workload, image } = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new SwarmDeployment(workload.name, {
  workload,
  image,
  nodeHost: own.nodeHost,
  target: connectionOf(own),
});

export const { orchestrator, endpoints, reference, connection, wanted } = deployment;
