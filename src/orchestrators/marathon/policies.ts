import type { Container, PolicyReaders, Props } from "../policies";

const APP = "pulumi-nodejs:dynamic/marathon:App";

/** The part of an app's definition that is read. */
interface App {
  id?: string;
  cpus?: number;
  mem?: number;
  container?: {
    docker?: { image?: string; parameters?: { key: string; value: string }[] };
    portMappings?: { hostPort?: number; servicePort?: number }[];
  };
  healthChecks?: object[];
  /** A reference to a secret store is an object. */
  env?: Record<string, string | object>;
}

export const policies: PolicyReaders = {
  containers: { [APP]: containersOf },
  openings: { [APP]: portsOf },
};

const appIn = (props: Props): App => props["app"] ?? {};

/** The container of an app's tasks; its user is an option of `docker run`. */
function containersOf(props: Props): Container[] {
  const { id = "app", cpus, mem, container, healthChecks, env = {} } = appIn(props);
  const { image, parameters } = container?.docker ?? {};
  const plain = Object.entries(env).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return [
    {
      name: id,
      image,
      user: parameters?.find(({ key }) => key === "user")?.value,
      cpu: cpus,
      memory: mem,
      healthCheck: Boolean(healthChecks?.length),
      env: Object.fromEntries(plain),
    },
  ];
}

/** A proxy publishes the service port, the agent itself the host port; 0 leaves the choice to Marathon. */
function portsOf(props: Props): number[] {
  const mappings = appIn(props).container?.portMappings ?? [];
  return mappings
    .flatMap(({ servicePort = 0, hostPort = 0 }) => [servicePort, hostPort])
    .filter((port) => port > 0);
}
