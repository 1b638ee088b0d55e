import { Service } from "@pulumi/kubernetes/core/v1/service";
import * as pulumi from "@pulumi/pulumi";
import { InvalidConfig } from "../../workload/problems";
import type { Workload } from "../../workload/workload";
import { endpointsAt } from "../nodeHosts";
import { peersName } from "./container";
import { type InNamespace, selectorOf } from "./labels";

/** How the workload is published outside of the cluster. */
export interface Publication {
  serviceType: "NodePort" | "LoadBalancer";
  /** The addresses of nodes, for `NodePort`: each node forwards to all pods. */
  nodeHosts: string[];
}

/**
 * Pulumi would wait until a Service's endpoints have not changed for ten seconds. The Deployment, which it waits for as well,
 * says when there are pods behind them.
 * https://www.pulumi.com/registry/packages/kubernetes/api-docs/core/v1/service/
 */
const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };

/** The endpoint, which spreads connections over all ready pods. */
export function createService(
  name: string,
  workload: Workload,
  { serviceType }: Publication,
  metadata: InNamespace,
  options: pulumi.CustomResourceOptions,
): Service {
  const nodePort = serviceType === "NodePort" ? workload.publicPort : undefined;
  return new Service(
    name,
    {
      metadata: {
        ...metadata,
        name: workload.name,
        // A load balancer's address is known only once it is there.
        annotations: nodePort === undefined ? undefined : SKIP_AWAIT,
      },
      spec: {
        type: serviceType,
        selector: selectorOf(workload),
        ports: [{ name: "http", port: workload.publicPort, targetPort: "http", nodePort }],
      },
    },
    options,
  );
}

/** Where clients reach a Service. */
export function endpointsOf(
  service: Service,
  { publicPort }: Workload,
  { serviceType, nodeHosts }: Publication,
): pulumi.Output<string[]> {
  if (serviceType === "NodePort") return pulumi.output(endpointsAt(nodeHosts, publicPort));
  return service.status.loadBalancer.ingress.apply((ingress) =>
    endpointsAt([ingress?.[0]?.hostname ?? ingress?.[0]?.ip ?? "pending"], publicPort),
  );
}

/** A headless Service: its name resolves to the addresses of all ready pods, so that they find each other. */
export const createPeersService = (
  name: string,
  workload: Workload,
  metadata: InNamespace,
  options: pulumi.CustomResourceOptions,
): Service =>
  new Service(
    `${name}-peers`,
    {
      metadata: { ...metadata, name: peersName(workload), annotations: SKIP_AWAIT },
      spec: {
        clusterIP: "None",
        selector: selectorOf(workload),
        ports: [{ name: "http", port: workload.port, targetPort: "http" }],
      },
    },
    options,
  );

/**
 * Nodes open only some ports: https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
 * @throws InvalidConfig
 */
export function checkNodePort({ publicPort }: Workload, { serviceType }: Publication): void {
  if (serviceType !== "NodePort" || (publicPort >= 30000 && publicPort <= 32767)) return;
  const rule =
    "must be 30000 to 32767, the ports that Kubernetes opens on its nodes (or set serviceType to LoadBalancer)";
  throw new InvalidConfig([{ key: "podium:publicPort", value: publicPort, rule }]);
}
