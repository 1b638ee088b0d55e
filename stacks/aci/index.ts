import { connectionOf } from "../../src/orchestrators/aci/connection";
import { AciDeployment } from "../../src/orchestrators/aci/deployment";
import { azureProvider } from "../../src/orchestrators/aci/provider";
import { onceRunnableOnAzure, throughAcr } from "../../src/orchestrators/aci/registry";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/aci/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const stack = readWorkload({ publicPort: PUBLIC_PORT, isOnePort: true });
const target = connectionOf(own);
const dependsOn = onceRunnableOnAzure(stack, own.registry !== undefined, target);
const provider = azureProvider(target, own.subscriptionId !== undefined, { dependsOn });

const deployment = new AciDeployment(
  stack.workload.name,
  {
    ...(own.registry ? throughAcr(stack, target.location, provider) : stack),
    target,
    zones: own.zones,
  },
  { providers: [provider] },
);

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
