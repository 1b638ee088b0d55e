import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";

export const nomad: Orchestrator = {
  title: "HashiCorp Nomad",
  cloud: false,
  concepts: {
    instance: "allocation",
    controller: "job, its task group",
    endpoint: "a proxy's job, here HAProxy",
    scheduler: "Nomad server",
    update: "deployment, by the update block",
    discovery: "native service discovery",
  },
  fidelity,
  engine,
};
