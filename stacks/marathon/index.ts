import { connectionOf } from "../../src/orchestrators/marathon/connection";
import { MarathonDeployment } from "../../src/orchestrators/marathon/deployment";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/marathon/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const { workload, image } = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new MarathonDeployment(workload.name, {
  workload,
  image,
  publicHost: own.publicHost,
  target: connectionOf(own),
});

export const { orchestrator, endpoints, reference, connection, wanted } = deployment;
