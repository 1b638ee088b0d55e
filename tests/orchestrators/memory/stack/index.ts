import { readSettings, readWorkload } from "../../../../src/program/settings";
import { connectionOf } from "../connection";
import { MemoryDeployment } from "../deployment";
import { PUBLIC_PORT, settings } from "../settings";

const own = readSettings(settings);
const stack = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new MemoryDeployment(stack.workload.name, { ...stack, target: connectionOf(own) });

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
