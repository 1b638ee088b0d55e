import { createHash } from "node:crypto";
import type { output } from "@pulumi/azure-native/types";

/** What Azure answers about where a group is reached. */
export interface Addressed {
  ipAddress?: Partial<output.containerinstance.IpAddressResponse>;
  tags?: Record<string, string>;
}

/**
 * What makes a name unique: as `uniqueString(resourceGroup().id)` does in Azure's own templates, a hash of the id tells
 * apart resource groups of one name in different subscriptions.
 */
export const uniqueSuffix = (resourceGroupId: string): string =>
  createHash("sha256").update(resourceGroupId.toLowerCase()).digest("hex").slice(0, 8);

/** The label of a group's public name, unique in its region. */
export const dnsLabel = (groupName: string, resourceGroupId: string): string =>
  `${groupName}-${uniqueSuffix(resourceGroupId)}`;

/** The public name that Azure makes of a label, known before the group is there since its scope is `Unsecure`. */
export const publicName = (label: string, location: string): string =>
  `${label}.${location.toLowerCase().replace(/ /g, "")}.azurecontainer.io`;

/**
 * The base URL of a group: by its name, since its address can change with a restart. What only acts as Azure has no
 * name that resolves; there a tag `…Endpoint` tells where the group answers, or else its address does.
 */
export function baseUrl({ ipAddress = {}, tags = {} }: Addressed, port: number): string {
  const { fqdn, ip } = ipAddress;
  if (fqdn && HOST_NAME.test(fqdn)) return `http://${fqdn}:${port}`;
  const told = Object.entries(tags).find(([name, value]) => /endpoint$/i.test(name) && URL.canParse(value));
  return told?.[1] ?? `http://${ip ?? "pending"}:${port}`;
}

const HOST_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
