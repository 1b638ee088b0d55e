import { connectionOf } from "../../src/orchestrators/kubernetes/connection";
import { KubernetesDeployment } from "../../src/orchestrators/kubernetes/deployment";
import { PUBLIC_PORT, settings } from "../../src/orchestrators/kubernetes/settings";
import { readSettings, readWorkload } from "../../src/program/settings";

const own = readSettings(settings);
const { workload, image } = readWorkload({ publicPort: PUBLIC_PORT });

const deployment = new KubernetesDeployment(workload.name, {
  workload,
  image,
  serviceType: own.serviceType,
  nodeHost: own.nodeHost,
  target: connectionOf(own),
});

export const { orchestrator, endpoints, reference, connection, wanted } = deployment;
