import type { Container } from "../../../policies/containers";

interface Service {
  name?: string;
  taskSpec?: {
    containerSpec?: {
      image?: string;
      user?: string;
      env?: Record<string, string>;
      healthcheck?: { tests?: string[] };
    };
    resources?: { limits?: { nanoCpus?: number; memoryBytes?: number } };
  };
}

/** The container of a service's tasks. */
export function swarm(props: Record<string, unknown>): Container[] {
  const { name = "task", taskSpec } = props as Service;
  const { image, user, env = {}, healthcheck } = taskSpec?.containerSpec ?? {};
  const limits = taskSpec?.resources?.limits;
  const [kind] = healthcheck?.tests ?? [];
  return [
    {
      name,
      image,
      user,
      cpu: limits?.nanoCpus,
      memory: limits?.memoryBytes,
      healthCheck: kind !== undefined && kind !== "NONE",
      env,
    },
  ];
}
