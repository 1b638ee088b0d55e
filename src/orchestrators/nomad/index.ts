import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";
import { restarts } from "./restarts";

export const nomad: Orchestrator = {
  title: "HashiCorp Nomad",
  cloud: false,
  concepts: {
    instance: "allocation",
    controller: "job, its task group",
    endpoint: "HAProxy, a job of its own on every node",
    scheduler: "Nomad server",
    update: "deployment, by the update block",
    discovery: "native service discovery",
    kill: "SIGKILL to the task",
  },
  fidelity,
  restarts,
  engine,
};
