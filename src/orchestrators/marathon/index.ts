import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";
import { restarts } from "./restarts";

export const marathon: Orchestrator = {
  title: "Marathon",
  cloud: false,
  concepts: {
    instance: "task",
    controller: "app",
    endpoint: "service port of a proxy such as marathon-lb",
    scheduler: "Marathon, on offers from Mesos",
    update: "deployment, by the upgrade strategy",
    discovery: "Mesos-DNS",
    kill: "task deleted: SIGTERM, and SIGKILL after the grace period",
  },
  fidelity,
  restarts,
  engine,
};
