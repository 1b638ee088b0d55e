import { getClientTokenOutput } from "@pulumi/azure-native/authorization/getClientToken";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment";
import { Registry } from "@pulumi/azure-native/containerregistry/registry";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup";
import * as pulumi from "@pulumi/pulumi";
import { relocate } from "../../image/relocate";
import { onceRunnable } from "../../image/runnable";
import { labels } from "../../program/labels";
import type { StackWorkload } from "../../program/settings";
import { acrLogin } from "./acrLogin";
import type { AciConnection } from "./connection";
import { ACR_PULL, registryGroupName, registryName } from "./names";

/** How container groups pull from a registry without a password. */
export interface Pull {
  /** The registry's host. */
  server: pulumi.Output<string>;
  /** The id of a managed identity that may pull. */
  identity: pulumi.Output<string>;
}

/**
 * For `dependsOn`: nothing, once it is known that Azure can run the image. Container groups run on x86 processors only:
 * https://learn.microsoft.com/azure/container-instances/container-instances-overview
 * Without a subscription there is no Azure that could not.
 */
export const onceRunnableOnAzure = (
  { workload, image }: StackWorkload,
  isCopied: boolean,
  { subscription }: AciConnection,
): pulumi.Input<pulumi.Resource[]> =>
  subscription === undefined
    ? []
    : onceRunnable(image, {
        name: "Azure",
        architecture: "amd64",
        isCopied,
        credentials: workload.registryCredentials,
        registryRemedy:
          "Have the stack copy it to an Azure Container Registry, which must be of the Premium tier: `pulumi config set " +
          "podium-aci:registry acr`. Or push it to a registry that Azure can reach, such as by setting PODIUM_REGISTRY to " +
          "it and deploying the image again.",
        platformRemedy:
          "Build it for x86 processors, the sample image with `pulumi config set podium:platform linux/amd64 --stack dev` " +
          "in the project's root.",
      });

/**
 * The same workload with its image in an Azure Container Registry, to which it is copied, and the identity that may pull
 * it from there. Both are in a resource group next to the deployment's.
 * @param location the region.
 */
export function throughAcr(
  stack: StackWorkload,
  location: string,
  provider?: pulumi.ProviderResource,
): StackWorkload & { pull: Pull } {
  const { workload, image } = stack;
  const name = registryGroupName(workload.name);
  const tags = { workload: workload.name, ...labels() };
  const options = { provider };
  const group = new ResourceGroup(name, { resourceGroupName: name, location, tags }, options);
  const inGroup = { resourceGroupName: group.name, location, tags };
  const registry = new Registry(
    name,
    {
      ...inGroup,
      registryName: group.id.apply((id) => registryName(workload.name, id)),
      // Required where container groups pull with an identity:
      // https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi#prerequisites
      sku: { name: "Premium" },
      adminUserEnabled: false,
    },
    options,
  );
  const identity = new UserAssignedIdentity(name, { ...inGroup, resourceName: name }, options);
  const mayPull = new RoleAssignment(
    name,
    {
      scope: registry.id,
      principalId: identity.principalId,
      // Otherwise Azure looks for a principal that it may not know everywhere yet.
      principalType: "ServicePrincipal",
      roleDefinitionId: registry.id.apply(
        (id) =>
          `${id.split("/resourceGroups/")[0]}/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}`,
      ),
    },
    options,
  );
  // Side effects in `apply`, here and in `relocate`, for want of a resource that does the same: the provider has no
  // function that exchanges the login, Docker's provider needs an engine and pushes another digest, and a dynamic resource
  // keeps its inputs, which would be the logins, in the state.
  const login = pulumi
    .all([registry.loginServer, pulumi.secret(getClientTokenOutput({}, options).token)])
    .apply(async ([server, token]) => (pulumi.runtime.isDryRun() ? undefined : acrLogin(server, token)));
  return {
    ...stack,
    image: relocate({
      image,
      credentials: workload.registryCredentials,
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
