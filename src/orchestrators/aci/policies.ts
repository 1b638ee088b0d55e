import type { Container, PolicyReaders, Props } from "../policies";
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
  ipAddress?: { type?: string; ports?: { port: number }[] };
}

const GROUP = "azure-native:containerinstance:ContainerGroup";

export const policies: PolicyReaders = {
  containers: { [GROUP]: containersOf },
  openings: { [GROUP]: portsOf },
};

/** The containers of a group. None has a user: the image's own applies. */
function containersOf(props: Props): Container[] {
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

function portsOf(props: Props): number[] {
  const { ipAddress } = props as ContainerGroup;
  return ipAddress?.type === "Public" ? (ipAddress.ports ?? []).map(({ port }) => port) : [];
}
