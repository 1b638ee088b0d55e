import type { Container } from "../../../policies/containers";
import { plainVariables, type Variable } from "../variables";

interface Amount {
  cpu?: number;
  memoryInGB?: number;
}

interface ContainerGroup {
  containers?: {
    name: string;
    image?: string;
    resources?: { requests?: Amount; limits?: Amount };
    livenessProbe?: object;
    environmentVariables?: Variable[];
  }[];
}

/** The containers of a group. It has no user: the image's own applies. */
export function aci(props: Record<string, unknown>): Container[] {
  const { containers = [] } = props as ContainerGroup;
  return containers.map(({ name, image, resources, livenessProbe, environmentVariables }) => ({
    name,
    image,
    cpu: resources?.limits?.cpu,
    memory: resources?.limits?.memoryInGB,
    healthCheck: livenessProbe !== undefined,
    // A secure variable has a `secureValue` instead.
    env: plainVariables(environmentVariables),
  }));
}
