import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";
import { restarts } from "./restarts";

export const swarm: Orchestrator = {
  title: "Docker Swarm",
  cloud: false,
  concepts: {
    instance: "task, a container",
    controller: "service",
    endpoint: "routing mesh",
    scheduler: "swarm manager",
    update: "rolling update",
    discovery: "DNS of the overlay network",
    kill: "SIGKILL to the container",
  },
  fidelity,
  restarts,
  engine,
};
