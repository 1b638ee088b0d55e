import { connectionOf } from "../../src/orchestrators/kubernetes/connection";
import { KubernetesDeployment } from "../../src/orchestrators/kubernetes/deployment";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/kubernetes/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const stack = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new KubernetesDeployment(stack.workload.name, {
  ...stack,
  serviceType: own.serviceType,
  nodeHosts: own.nodeHosts ?? [own.nodeHost],
  target: connectionOf(own),
});

export const { orchestrator, endpoints, entrances, reference, connection, wanted } = deployment;
