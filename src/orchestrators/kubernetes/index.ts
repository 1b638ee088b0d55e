import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";
import { restarts } from "./restarts";

export const kubernetes: Orchestrator = {
  title: "Kubernetes",
  cloud: false,
  concepts: {
    instance: "pod",
    controller: "Deployment, through a ReplicaSet",
    endpoint: "Service",
    scheduler: "kube-scheduler",
    update: "rolling update",
    discovery: "Service DNS",
    kill: "pod deleted without grace: SIGTERM, and SIGKILL a second or two later",
  },
  fidelity,
  restarts,
  engine,
};
