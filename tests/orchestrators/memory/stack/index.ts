import { readSettings, readWorkload } from "../../../../src/program/settings";
import { connectionOf } from "../connection";
import { MemoryDeployment } from "../deployment";
import { PUBLIC_PORT, settings } from "../settings";

const own = readSettings(settings);
const { workload, image } = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new MemoryDeployment(workload.name, { workload, image, target: connectionOf(own) });

export const { orchestrator, endpoints, reference, connection, wanted } = deployment;
