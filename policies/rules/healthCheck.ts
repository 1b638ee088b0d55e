import type { ContainerPolicy } from "../policy";

/** A process that hangs is still running: only a check finds it out. */
export const healthCheck: ContainerPolicy = {
  name: "health-check",
  description: "A container's health is checked.",
  item: "health",
  problem: ({ healthCheck }) => (healthCheck ? undefined : "has no health check"),
};
