import { isOwn } from "../../program/owner";
import type { Owned } from "../engine";
import { type Azure, timeout } from "./client";
import { ACR_PULL, registryGroupName, registryName } from "./names";

/** A resource, as far as Podium reads it. */
interface Resource<Properties = unknown> {
  id: string;
  name: string;
  tags?: Record<string, string>;
  properties: Properties & { provisioningState?: string };
}

type Assignment = Resource<{ scope: string; roleDefinitionId: string }>;

/** The workload's resource groups and what is in them. */
export async function ownedIn(azure: Azure, workload: string): Promise<Owned[]> {
  const [group, registryGroup] = await Promise.all(
    [workload, registryGroupName(workload)].map((name) => findGroup(azure, name, workload)),
  );
  return [
    ...(group ? [...(await containerGroupsIn(azure, group, workload)), groupEntry(group)] : []),
    ...(registryGroup
      ? [...(await registryIn(azure, registryGroup, workload)), groupEntry(registryGroup)]
      : []),
  ];
}

/** Undefined unless Podium has made it for the workload: whoever deletes a resource group deletes what is in it. */
async function findGroup(azure: Azure, name: string, workload: string): Promise<Resource | undefined> {
  const group = await get<Resource>(
    azure,
    `/subscriptions/${azure.subscriptionId}/resourceGroups/${name}?api-version=2021-04-01`,
  );
  const isOurs = group && isOwn(group.tags) && group.tags?.["workload"] === workload;
  return isOurs && group.properties.provisioningState !== "Deleting" ? group : undefined;
}

async function containerGroupsIn({ containerGroups }: Azure, { name }: Resource, workload: string) {
  const found: Owned[] = [];
  try {
    const groups = containerGroups.listByResourceGroup(name, timeout());
    for await (const { id = "", name = "", tags, provisioningState } of groups) {
      if (tags?.["workload"] !== workload || provisioningState === "Deleting") continue;
      found.push(entry("containerinstance:ContainerGroup", { id, name }, "container group"));
    }
  } catch (error) {
    if (!NOT_THERE.includes((error as { statusCode?: number }).statusCode ?? 0)) throw error;
  }
  return found;
}

/** The registry, the identity that pulls from it, and the assignment of the role that permits this. */
async function registryIn(azure: Azure, { id, name }: Resource, workload: string): Promise<Owned[]> {
  const [registry, identity] = await Promise.all([
    get<Resource>(
      azure,
      `${id}/providers/Microsoft.ContainerRegistry/registries/${registryName(workload, id)}?api-version=2023-07-01`,
    ),
    get<Resource<{ principalId: string }>>(
      azure,
      `${id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}?api-version=2023-01-31`,
    ),
  ]);
  const assignments =
    registry && identity ? await assignmentsOf(azure, registry, identity.properties.principalId) : [];
  return [
    ...assignments.map((each) => entry("authorization:RoleAssignment", each, "role assignment")),
    ...(identity ? [entry("managedidentity:UserAssignedIdentity", identity, "identity")] : []),
    ...(registry ? [entry("containerregistry:Registry", registry, "registry")] : []),
  ];
}

/** Those of the role to pull, to a principal; not those that it inherits. */
async function assignmentsOf(azure: Azure, registry: Resource, principal: string): Promise<Assignment[]> {
  const filter = encodeURIComponent(`principalId eq '${principal}'`);
  const found = await get<{ value: Assignment[] }>(
    azure,
    `${registry.id}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=${filter}`,
  );
  return (found?.value ?? []).filter(
    ({ properties: { scope, roleDefinitionId } }) =>
      scope.toLowerCase() === registry.id.toLowerCase() && roleDefinitionId.endsWith(ACR_PULL),
  );
}

const entry = (type: string, { id, name }: Pick<Resource, "id" | "name">, what: string): Owned => ({
  type: `azure-native:${type}`,
  id,
  name: `${what} ${name}`,
  remove: `az resource delete --ids ${id}`,
});

const groupEntry = (group: Resource): Owned => ({
  ...entry("resources:ResourceGroup", group, "resource group"),
  remove: `az group delete --yes --name ${group.name} --subscription ${group.id.split("/")[2]}`,
});

/** What a user may not read, the user has not made either. */
const NOT_THERE = [403, 404];

/**
 * What Azure Resource Manager has at a path; undefined if there is nothing for this user.
 * Azure has a library of its own for each type of resource, of which this reads four.
 * @throws Error with Azure's reason.
 */
async function get<T>(azure: Azure, path: string): Promise<T | undefined> {
  const { createPipelineRequest } = await import("@azure/core-rest-pipeline");
  const request = createPipelineRequest({ url: azure.$host + path, method: "GET", ...timeout() });
  const { status, bodyAsText } = await azure.sendRequest(request);
  if (NOT_THERE.includes(status)) return undefined;
  if (status === 200) return JSON.parse(bodyAsText ?? "") as T;
  throw new Error(`Azure responds with ${status} to GET ${path.split("?")[0]}`);
}
