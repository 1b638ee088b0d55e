import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { Failure } from "../../common/errors";
import { describe } from "../../workload/problems";
import { SUBSCRIPTION_ID } from "./settings";

/** A place in Azure: everything that is deployed belongs to one subscription. */
export const schema = z.object({
  /** The subscription's id; undefined if nothing names one. */
  subscription: z.string().optional(),
  /** The region, e.g. `westeurope`. */
  location: z.string(),
  /** Known once it is deployed. */
  resourceGroup: z.string().optional(),
});

export type AciConnection = z.infer<typeof schema>;

/** In the order in which they count: Pulumi's provider and Terraform read the first, Azure's own tools the second. */
const VARIABLES = ["ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"];

/**
 * The subscription that the configuration names, or else the environment, or else the default one of `az`.
 * @throws Failure that names the environment variable with the wrong value.
 */
export function connectionOf(settings: { subscriptionId?: string; location: string }): AciConnection {
  const { subscriptionId, location } = settings;
  return { subscription: subscriptionId ?? ofEnvironment() ?? ofAzureCli(), location };
}

/** The subscription and the resource group in a resource group's id. */
export function partsOf(id: string): Pick<AciConnection, "subscription" | "resourceGroup"> {
  const [, subscription, resourceGroup] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i.exec(id) ?? [];
  return { subscription, resourceGroup };
}

function ofEnvironment(): string | undefined {
  const variable = VARIABLES.find((name) => process.env[name]);
  if (!variable) return undefined;
  const value = process.env[variable]!;
  if (SUBSCRIPTION_ID.test(value)) return value;
  const problem = describe({ key: variable, value, rule: "must be a subscription's ID, a GUID" });
  throw new Failure(`${problem}. Run \`az account list --output table\` for yours.`);
}

interface Profile {
  subscriptions?: { id: string; isDefault: boolean }[];
}

/** Undefined if nobody has logged in. */
function ofAzureCli(): string | undefined {
  const folder = process.env["AZURE_CONFIG_DIR"] || join(homedir(), ".azure");
  try {
    // The file begins with a byte order mark, which is not JSON.
    const text = readFileSync(join(folder, "azureProfile.json"), "utf8").replace(/^\uFEFF/, "");
    return (JSON.parse(text) as Profile).subscriptions?.find(({ isDefault }) => isDefault)?.id;
  } catch {
    return undefined;
  }
}
