import type { ContainerPolicy } from "../policy";

/** A hung process is still running: only a check detects it. */
export const healthCheck: ContainerPolicy = {
  name: "health-check",
  description: "A container has a health check.",
  item: "health",
  problem: ({ healthCheck }) =>
    healthCheck
      ? undefined
      : "has no health check. If podium:health is none, remove that; if its orchestrator can only check by a command in the " +
        "container, set podium:health.command to one that the image has",
};
