import { PrivateDnsNamespace } from "@pulumi/aws/servicediscovery/privateDnsNamespace";
import { Service } from "@pulumi/aws/servicediscovery/service";
import type * as pulumi from "@pulumi/pulumi";
import type { Workload } from "../../workload/workload";
import { namespaceName } from "./names";

const SERVICE_NAME = "tasks";

/** Where the sample service finds its peers, in the form of `PODIUM_PEERS`. */
export const peersOf = (workload: Workload): string =>
  `dns:${SERVICE_NAME}.${namespaceName(workload.name)}:${workload.port}`;

/**
 * A private name in Cloud Map that resolves to the addresses of up to eight healthy tasks. ECS itself registers the
 * tasks.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
 */
export function makeDiscovery(
  name: string,
  workload: Workload,
  vpcId: pulumi.Input<string>,
  options: pulumi.CustomResourceOptions,
): Service {
  const namespace = new PrivateDnsNamespace(
    name,
    { name: namespaceName(workload.name), description: "Where the tasks find each other", vpc: vpcId },
    options,
  );
  return new Service(
    name,
    {
      name: SERVICE_NAME,
      dnsConfig: {
        namespaceId: namespace.id,
        dnsRecords: [{ type: "A", ttl: 10 }],
        routingPolicy: "MULTIVALUE",
      },
      // ECS reports the health of each task. AWS has only this one value, and the provider warns about it, but creates
      // no such check without it: https://github.com/hashicorp/terraform-provider-aws/issues/44285
      healthCheckCustomConfig: { failureThreshold: 1 },
      // ECS deregisters tasks some time after they have ended, which must not block `destroy`.
      forceDestroy: true,
    },
    options,
  );
}
