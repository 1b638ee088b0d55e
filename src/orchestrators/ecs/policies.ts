import type { Container } from "../../../policies/containers";
import { plainVariables, type Variable } from "../variables";

interface TaskDefinition {
  cpu?: string;
  /** JSON of `ContainerDefinition[]`. */
  containerDefinitions: string;
}

interface ContainerDefinition {
  name: string;
  image?: string;
  user?: string;
  memory?: number;
  healthCheck?: { command?: string[] };
  environment?: Variable[];
}

/** The containers of a task. CPU is limited by the task, and shared out among its containers; memory by the container. */
export function ecs(props: Record<string, unknown>): Container[] {
  const task = props as unknown as TaskDefinition;
  const definitions = JSON.parse(task.containerDefinitions) as ContainerDefinition[];
  return definitions.map(({ name, image, user, memory, healthCheck, environment }) => ({
    name,
    image,
    user,
    cpu: task.cpu,
    memory,
    healthCheck: Boolean(healthCheck?.command && healthCheck.command[0] !== "NONE"),
    env: plainVariables(environment),
  }));
}
