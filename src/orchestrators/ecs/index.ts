import type { Orchestrator } from "../orchestrator";
import { engine } from "./engine";
import { fidelity } from "./fidelity";
import { restarts } from "./restarts";

export const ecs: Orchestrator = {
  title: "Amazon ECS",
  cloud: true,
  concepts: {
    instance: "task",
    controller: "service",
    endpoint: "Application Load Balancer",
    scheduler: "Fargate",
    update: "rolling deployment, with a circuit breaker",
    discovery: "Cloud Map",
    kill: "StopTask: SIGTERM, and SIGKILL after the stop timeout; in MiniStack SIGKILL to the container",
  },
  fidelity,
  restarts,
  engine,
};
