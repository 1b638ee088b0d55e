import type { Container, PolicyReaders, Props } from "../policies";
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

interface IngressRule {
  cidrIpv4?: string;
  cidrIpv6?: string;
  /** Undefined where the protocol has no ports, or all are meant. */
  fromPort?: number;
  toPort?: number;
}

interface Listener {
  port?: number;
  defaultActions?: { type?: string; redirect?: { protocol?: string } }[];
}

export const policies: PolicyReaders = {
  containers: { "aws:ecs/taskDefinition:TaskDefinition": containersOf },
  openings: { "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": openedPorts },
  redirects: { "aws:lb/listener:Listener": redirectingPort },
};

/** The containers of a task. The task limits the CPU, which its containers share; each container has its own memory. */
function containersOf(props: Props): Container[] {
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

function openedPorts(props: Props): (number | string)[] {
  const { cidrIpv4, cidrIpv6, fromPort = 0, toPort = 65535 } = props as IngressRule;
  if (cidrIpv4 !== "0.0.0.0/0" && cidrIpv6 !== "::/0") return [];
  return [fromPort === toPort ? fromPort : `${fromPort}-${toPort}`];
}

function redirectingPort(props: Props): number[] {
  const { port, defaultActions: [action] = [] } = props as Listener;
  const isRedirect = action?.type === "redirect" && action.redirect?.protocol === "HTTPS";
  return isRedirect && port !== undefined ? [port] : [];
}
