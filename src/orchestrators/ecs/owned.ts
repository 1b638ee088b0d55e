import type { Owned } from "../engine";
import type { Clients } from "./client";
import { clusterId, type EcsConnection } from "./connection";
import { findAutoscaling } from "./owned/autoscaling";
import { findBalancer } from "./owned/balancer";
import { findDiscovery } from "./owned/discovery";
import { findNetwork } from "./owned/network";
import { findRoles } from "./owned/roles";
import { type Finder, ownedWith, unlessDenied } from "./owned/search";
import { findService } from "./owned/service";
import { findLogGroup, findRepository, findSecrets } from "./owned/stores";

// In the order in which AWS lets them be removed.
const FINDERS: Finder[] = [
  findAutoscaling,
  findService,
  findBalancer,
  findDiscovery,
  findNetwork,
  findRoles,
  findSecrets,
  findLogGroup,
  findRepository,
];

/** In APIs that emulators lack, and that a deployment there does without. */
const ON_AWS_ONLY = [findAutoscaling, findDiscovery, findRepository];

/** What AWS has for the workload: by its tags, or by its name where AWS lists no tags. */
export async function ownedIn(
  clients: Clients,
  connection: EcsConnection,
  workload: string,
): Promise<Owned[]> {
  const { client } = await clients.ecs();
  const region = await client.config.region();
  const search = {
    clients,
    workload,
    region,
    cluster: clusterId(connection, workload),
    owned: ownedWith({ ...connection, region }),
  };
  const finders = FINDERS.filter((find) => !connection.endpoint || !ON_AWS_ONLY.includes(find));
  return (await Promise.all(finders.map((find) => unlessDenied(find(search))))).flat();
}
