import type { ContainerPolicy } from "../policy";

/** Without a limit, one instance can starve its neighbours. */
export const limits: ContainerPolicy = {
  name: "limits",
  description: "A container has a CPU limit and a memory limit.",
  item: "memory",
  problem({ cpu, memory }) {
    const missing = [!cpu && "CPU", !memory && "memory"].filter(Boolean);
    return missing.length ? `has no ${missing.join(" and no ")} limit` : undefined;
  },
};
