import { createHash } from "node:crypto";
import type { output } from "@pulumi/azure-native/types";

/** What Azure returns about where a group is reached. */
export interface Addressed {
  ipAddress?: Partial<output.containerinstance.IpAddressResponse>;
  tags?: Record<string, string>;
}

/**
 * Makes a name unique: as `uniqueString(resourceGroup().id)` does in Azure's own templates, a hash of the id
 * distinguishes resource groups of the same name in different subscriptions.
 */
export const uniqueSuffix = (resourceGroupId: string): string =>
  createHash("sha256").update(resourceGroupId.toLowerCase()).digest("hex").slice(0, 8);

/** The label of a group's public name, unique in its region. */
export const dnsLabel = (groupName: string, resourceGroupId: string): string =>
  `${groupName}-${uniqueSuffix(resourceGroupId)}`;

/** The public name that Azure makes of a label, known before the group exists because its scope is `Unsecure`. */
export const publicName = (label: string, location: string): string =>
  `${label}.${location.toLowerCase().replace(/ /g, "")}.azurecontainer.io`;

/**
 * The base URL of a group: by its name, since a restart can change its address. Where the name that was returned is no
 * host name, and so cannot resolve, a tag `…Endpoint` says where the group responds, or else its address does.
 */
export function baseUrl({ ipAddress = {}, tags = {} }: Addressed, port: number): string {
  const { fqdn, ip } = ipAddress;
  if (fqdn && HOST_NAME.test(fqdn)) return `http://${fqdn}:${port}`;
  const endpoint = Object.entries(tags).find(
    ([name, value]) => /endpoint$/i.test(name) && URL.canParse(value),
  );
  return endpoint?.[1] ?? `http://${ip ?? "pending"}:${port}`;
}

const HOST_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
