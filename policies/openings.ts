import type { App } from "../src/orchestrators/marathon/policies";
import { jobOf } from "../src/orchestrators/nomad/policies";
import { listOf, serviceManifestOf } from "../src/orchestrators/service-fabric/policies";
import type { Resource } from "./policy";

/** The ports that a resource opens to the world, e.g. `80`, or `0-65535` for all of them. */
type ReadPorts = (props: Record<string, unknown>) => (number | string)[];

/**
 * How each type of resource that opens ports is read. Ports that the engine chooses on its nodes, for a proxy to find,
 * are none: what is public is a port that someone can be told.
 */
const OPENING_TYPES: Record<string, ReadPorts> = {
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ingressRule,
  "azure-native:containerinstance:ContainerGroup": containerGroup,
  "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion": (props) =>
    listOf(serviceManifestOf(props).Resources?.Endpoints?.Endpoint).flatMap(({ Port }) => Port ?? []),
  "kubernetes:core/v1:Service": kubernetesService,
  "pulumi-nodejs:dynamic/marathon:App": marathonApp,
  "nomad:index/job:Job": (props) =>
    (jobOf(props).TaskGroups ?? [])
      .flatMap(({ Networks = [] }) => Networks)
      .flatMap(({ ReservedPorts = [] }) => ReservedPorts.map(({ Value }) => Value)),
  "docker:index/service:Service": swarmService,
};

/** The ports that a resource opens to the world. */
export function openingsOf({ type, props }: Resource): string[] {
  return (OPENING_TYPES[type]?.(props) ?? []).map(String);
}

interface Listener {
  port?: number;
  defaultActions?: { type?: string; redirect?: { protocol?: string } }[];
}

/** The port at which a resource does nothing but send clients on to HTTPS; none for most resources. */
export function redirectsOf({ type, props }: Resource): string[] {
  if (type !== "aws:lb/listener:Listener") return [];
  const { port, defaultActions: [action] = [] } = props as Listener;
  return action?.type === "redirect" && action.redirect?.protocol === "HTTPS" ? [String(port)] : [];
}

interface IngressRule {
  cidrIpv4?: string;
  cidrIpv6?: string;
  /** Left out where the protocol has no ports, or all are meant. */
  fromPort?: number;
  toPort?: number;
}

function ingressRule(props: Record<string, unknown>): string[] {
  const { cidrIpv4, cidrIpv6, fromPort = 0, toPort = 65535 } = props as IngressRule;
  if (cidrIpv4 !== "0.0.0.0/0" && cidrIpv6 !== "::/0") return [];
  return [fromPort === toPort ? `${fromPort}` : `${fromPort}-${toPort}`];
}

function containerGroup(props: Record<string, unknown>): number[] {
  const { ipAddress } = props as { ipAddress?: { type?: string; ports?: { port: number }[] } };
  return ipAddress?.type === "Public" ? (ipAddress.ports ?? []).map(({ port }) => port) : [];
}

interface KubernetesService {
  spec?: { type?: string; ports?: { port: number; nodePort?: number }[] };
}

function kubernetesService(props: Record<string, unknown>): (number | string)[] {
  const { type, ports = [] } = (props as KubernetesService).spec ?? {};
  if (type === "LoadBalancer") return ports.map(({ port }) => port);
  return type === "NodePort" ? ports.map(({ nodePort }) => nodePort ?? "any") : [];
}

/** A service port is public by a proxy, a host port by itself; 0 lets the engine choose. */
function marathonApp(props: Record<string, unknown>): number[] {
  const mappings = (props["app"] as App | undefined)?.container?.portMappings ?? [];
  return mappings
    .flatMap(({ servicePort = 0, hostPort = 0 }) => [servicePort, hostPort])
    .filter((port) => port > 0);
}

function swarmService(props: Record<string, unknown>): (number | string)[] {
  const { endpointSpec } = props as { endpointSpec?: { ports?: { publishedPort?: number }[] } };
  return (endpointSpec?.ports ?? []).map(({ publishedPort }) => publishedPort ?? "any");
}
