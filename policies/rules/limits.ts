import type { ContainerPolicy } from "../policy";

/** Without a limit, one instance can take what its neighbours need. */
export const limits: ContainerPolicy = {
  name: "limits",
  description: "A container has a limit of CPU and of memory.",
  item: "memory",
  problem({ cpu, memory }) {
    const missing = [!cpu && "CPU", !memory && "memory"].filter(Boolean);
    return missing.length ? `has no limit of ${missing.join(" and ")}` : undefined;
  },
};
