import { z } from "zod";
import { guid, location, resourceGroupName, roleDefinitionId, tags } from "./common";
import type { Proof } from "../../../proof/proof";
import { filled } from "../../../proof/rules";

// Azure's registry, and who may pull from it. None of the installed packages describes these APIs.

/** https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries */
const registry = z.strictObject({
  resourceGroupName,
  location,
  tags,
  registryName: z.string().regex(/^[A-Za-z0-9]{5,50}$/, "no name of a registry"),
  // Required where container groups pull with an identity:
  // https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi#prerequisites
  sku: z.strictObject({ name: z.literal("Premium") }),
  adminUserEnabled: z.literal(false),
  anonymousPullEnabled: z.literal(false),
  networkRuleBypassOptions: z.enum(["AzureServices", "None"]),
  publicNetworkAccess: z.literal("Enabled"),
  zoneRedundancy: z.enum(["Enabled", "Disabled"]),
});

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagedidentity */
const identity = z.strictObject({
  resourceGroupName,
  location,
  tags,
  resourceName: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/, "no name of an identity"),
});

/** https://learn.microsoft.com/azure/templates/microsoft.authorization/roleassignments */
const roleAssignment = z.strictObject({
  scope: filled,
  principalId: guid,
  principalType: z.enum(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"]),
  roleDefinitionId,
});

export const registryBodies: Proof["bodies"] = {
  "azure-native:containerregistry:Registry": (content) => [{ content, rules: registry }],
  "azure-native:managedidentity:UserAssignedIdentity": (content) => [{ content, rules: identity }],
  "azure-native:authorization:RoleAssignment": (content) => [{ content, rules: roleAssignment }],
};
