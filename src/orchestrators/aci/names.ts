import { uniqueSuffix } from "./address";

/** The container's name in its group. */
export const CONTAINER = "app";

/** The resource group of the workload's registry, and what pulls from that. */
export const registryGroupName = (workload: string): string => `${workload}-registry`;

/** A registry's name: letters and digits only, and unique in all of Azure. */
export const registryName = (workload: string, resourceGroupId: string): string =>
  workload.replaceAll("-", "") + uniqueSuffix(resourceGroupId);

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers#acrpull */
export const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
