import { getClientTokenOutput } from "@pulumi/azure-native/authorization/getClientToken";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment";
import { Registry } from "@pulumi/azure-native/containerregistry/registry";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import * as pulumi from "@pulumi/pulumi";
import type { StackSettings } from "../../program/settings";
import { relocate } from "../../image/relocate";
import { labels } from "../../program/labels";
import { acrLogin } from "./acrLogin";
import { uniqueSuffix } from "./address";

/** How container groups pull from a registry without a password. */
export interface Pull {
  /** The registry's host. */
  server: pulumi.Output<string>;
  /** The id of a managed identity that may pull. */
  identity: pulumi.Output<string>;
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers#acrpull */
const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";

/**
 * The same settings with the image in an Azure Container Registry, to which it is copied, and the identity that may pull
 * it from there. Both are in a resource group beside the deployment's.
 */
export function throughAcr(
  { workload, image }: StackSettings,
  location: string,
): StackSettings & { pull: Pull } {
  const { registryCredentials, ...rest } = workload;
  const name = `${workload.name}-registry`;
  const tags = { workload: workload.name, ...labels() };
  const group = new ResourceGroup(name, { resourceGroupName: name, location, tags });
  const inGroup = { resourceGroupName: group.name, location, tags };
  const registry = new Registry(name, {
    ...inGroup,
    // Letters and digits only, and nobody else's.
    registryName: group.id.apply((id) => workload.name.replaceAll("-", "") + uniqueSuffix(id)),
    // What Microsoft asks for where container groups pull with an identity:
    // https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi#prerequisites
    sku: { name: "Premium" },
    adminUserEnabled: false,
  });
  const identity = new UserAssignedIdentity(name, { ...inGroup, resourceName: name });
  const mayPull = new RoleAssignment(name, {
    scope: registry.id,
    principalId: identity.principalId,
    // Azure would otherwise look for a principal that may not be known everywhere yet.
    principalType: "ServicePrincipal",
    roleDefinitionId: registry.id.apply(
      (id) =>
        `${id.split("/resourceGroups/")[0]}/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}`,
    ),
  });
  const login = pulumi
    .all([registry.loginServer, pulumi.secret(getClientTokenOutput().token)])
    .apply(async ([server, token]) => (pulumi.runtime.isDryRun() ? undefined : acrLogin(server, token)));
  return {
    workload: rest,
    image: relocate({
      image,
      credentials: registryCredentials,
      repository: pulumi.interpolate`${registry.loginServer}/${workload.name}`,
      login,
    }),
    pull: {
      server: registry.loginServer,
      // Not before it may.
      identity: pulumi.all([identity.id, mayPull.id]).apply(([id]) => id),
    },
  };
}
