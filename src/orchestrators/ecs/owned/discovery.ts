import type { NamespaceSummary } from "@aws-sdk/client-servicediscovery";
import type { Owned } from "../../engine";
import { namespaceName } from "../names";
import { all, byKey, isOurs, type Search, unlessDenied } from "./search";

/** The namespace in Cloud Map, after its services. */
export async function findDiscovery(search: Search): Promise<Owned[]> {
  const api = await search.clients.discovery();
  const { sdk } = api;
  const input = { Filters: [{ Name: "NAME" as const, Values: [namespaceName(search.workload)] }] };
  const namespaces = await all(sdk.paginateListNamespaces, api, input, (page) => page.Namespaces);
  return (await Promise.all(namespaces.map((namespace) => withServices(search, namespace)))).flat();
}

/** A namespace and its services, or nothing if it is not of the workload: its name is free in each VPC. */
async function withServices(
  search: Search,
  { Id: id = "", Arn: ResourceARN, Name: name }: NamespaceSummary,
): Promise<Owned[]> {
  const { clients, owned } = search;
  const api = await clients.discovery();
  const { sdk, send } = api;
  const { Tags } = await send(new sdk.ListTagsForResourceCommand({ ResourceARN }));
  if (!isOurs(search, byKey(Tags))) return [];
  const input = { Filters: [{ Name: "NAMESPACE_ID" as const, Values: [id] }] };
  const services = await unlessDenied(all(sdk.paginateListServices, api, input, (page) => page.Services));
  return [
    ...services.map(({ Id = "", Name }) =>
      owned(
        "servicediscovery/service:Service",
        Id,
        `discovery service ${Name}`,
        `servicediscovery delete-service --id ${Id}`,
      ),
    ),
    owned(
      "servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
      id,
      `namespace ${name}`,
      `servicediscovery delete-namespace --id ${id}`,
    ),
  ];
}
