import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";
import type { TokenCredential } from "@azure/identity";

const { env } = process;

/** The subscription's container groups, and how requests are authorized. */
export type Azure = ContainerInstanceManagementClient;

/**
 * Finds subscription and login as Azure's own tools and Pulumi's provider do: in the environment, or where `az login`
 * has left them. Asks nobody yet.
 * @throws if no subscription is chosen.
 */
export async function connect(): Promise<Azure> {
  const chosen = env["AZURE_SUBSCRIPTION_ID"] || env["ARM_SUBSCRIPTION_ID"];
  const subscription = chosen || (await subscriptionOfCli());
  if (!subscription) throw new Error("no subscription is chosen, and nobody is logged in");
  // Loaded when used: the clients take longer to load than all of Podium.
  const [{ ContainerInstanceManagementClient }, credential] = await Promise.all([
    import("@azure/arm-containerinstance"),
    chosen ? credentialOfEnvironment() : credentialOfCli(),
  ]);
  return new ContainerInstanceManagementClient(credential, subscription, { retryOptions: { maxRetries: 1 } });
}

async function credentialOfCli(): Promise<TokenCredential> {
  const { AzureCliCredential } = await import("@azure/identity");
  return new AzureCliCredential();
}

/** The names that Pulumi's provider and Terraform use go before those of Azure's libraries. */
async function credentialOfEnvironment(): Promise<TokenCredential> {
  const { ClientSecretCredential, DefaultAzureCredential } = await import("@azure/identity");
  const { ARM_TENANT_ID: tenant, ARM_CLIENT_ID: client, ARM_CLIENT_SECRET: secret } = env;
  return tenant && client && secret
    ? new ClientSecretCredential(tenant, client, secret)
    : new DefaultAzureCredential();
}

/** The default subscription of `az`; undefined if nobody has logged in. */
async function subscriptionOfCli(): Promise<string | undefined> {
  const file = join(env["AZURE_CONFIG_DIR"] || join(homedir(), ".azure"), "azureProfile.json");
  try {
    // It begins with a byte order mark.
    const { subscriptions } = JSON.parse((await readFile(file, "utf8")).replace(/^\uFEFF/, "")) as Profile;
    return subscriptions?.find(({ isDefault }) => isDefault)?.id;
  } catch {
    return undefined;
  }
}

interface Profile {
  subscriptions?: { id: string; isDefault: boolean }[];
}
