import type { Container } from "../../../policies/containers";

/** The part of an app's definition that is read. */
export interface App {
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

/** The container of an app's tasks; its user is an option of `docker run`. */
export function marathon(props: Record<string, unknown>): Container[] {
  const { id = "app", cpus, mem, container, healthChecks, env = {} } = (props["app"] ?? {}) as App;
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
