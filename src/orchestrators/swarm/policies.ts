import type { Container, PolicyReaders, Props } from "../policies";

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
  endpointSpec?: { ports?: { publishedPort?: number }[] };
}

const SERVICE = "docker:index/service:Service";

export const policies: PolicyReaders = {
  containers: { [SERVICE]: containersOf },
  openings: { [SERVICE]: portsOf },
};

/** The container of a service's tasks. */
function containersOf(props: Props): Container[] {
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

function portsOf(props: Props): (number | string)[] {
  const { ports = [] } = (props as Service).endpointSpec ?? {};
  return ports.map(({ publishedPort }) => publishedPort ?? "any");
}
