import { connectionOf } from "../../src/orchestrators/marathon/connection";
import { MarathonDeployment } from "../../src/orchestrators/marathon/deployment";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/marathon/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const stack = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new MarathonDeployment(stack.workload.name, {
  ...stack,
  publicHosts: own.nodeHosts ?? (own.publicHost ? [own.publicHost] : undefined),
  target: connectionOf(own),
});

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
