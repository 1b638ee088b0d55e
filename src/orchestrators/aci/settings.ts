import { z } from "zod";
import type { Settings } from "../../workload/settings";
import { oneOf, text } from "../../workload/values";

export const PUBLIC_PORT = 8085;

/** A subscription's id is a GUID, written as Azure does. */
export const SUBSCRIPTION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const ZONES =
  "must be numbers of the region's availability zones, each once, separated by commas, e.g. 1,2,3";

/** A list of zones; an empty string is none. */
const zones = z
  .string()
  .default("")
  .transform((list) => (list ? list.split(",").map((zone) => zone.trim()) : []))
  .refine((all) => all.every((zone) => /^[1-9]$/.test(zone)) && new Set(all).size === all.length, ZONES);

export const settings = {
  location: {
    key: "azure-native:location",
    value: text(/^[a-z][a-z0-9 ]*$/i, "must be an Azure region, e.g. westeurope").default("westeurope"),
    default: "`westeurope`",
    description: "the region",
  },
  subscriptionId: {
    key: "azure-native:subscriptionId",
    value: text(SUBSCRIPTION_ID, "must be a subscription's ID, a GUID").optional(),
    default: "`ARM_SUBSCRIPTION_ID`, `AZURE_SUBSCRIPTION_ID`, or the default of `az`",
    description: "the subscription; a deployed stack stays in its own, whatever the environment says later",
  },
  registry: {
    value: oneOf("acr").optional(),
    default: "none",
    description:
      "`acr` creates an Azure Container Registry for the image, from which the groups pull with a managed identity",
  },
  zones: {
    value: zones,
    default: "none",
    description: "the availability zones to spread over, e.g. `1,2,3`",
  },
} satisfies Settings;
