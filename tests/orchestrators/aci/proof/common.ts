import { z } from "zod";

// What Azure's resources have in common.

/** https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations */
export const tags = z
  .record(z.string().regex(/^[^<>%&\\?/]{1,512}$/), z.string().max(256))
  .refine((all) => Object.keys(all).length <= 50, "more than 50 tags");

export const location = z.string().regex(/^[a-z][a-z0-9]+$/, "no region");

const GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
export const guid = z.string().regex(new RegExp(`^${GUID}$`), "no GUID");

/** A role's id: https://learn.microsoft.com/azure/templates/microsoft.authorization/roleassignments */
export const roleDefinitionId = z
  .string()
  .regex(new RegExp(`/providers/Microsoft\\.Authorization/roleDefinitions/${GUID}$`), "no role");

/** https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources */
export const resourceGroupName = z.string().regex(/^[\w().-]{0,89}[\w()-]$/, "no name of a resource group");
