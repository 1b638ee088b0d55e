import type { ContainerPolicy } from "../policy";

/** A hung process is still running: only a check detects it. */
export const healthCheck: ContainerPolicy = {
  name: "health-check",
  description: "A container has a health check.",
  item: "health",
  problem: ({ healthCheck }) => (healthCheck ? undefined : "has no health check"),
};
