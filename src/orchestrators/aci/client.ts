import type { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";
import type { TokenCredential } from "@azure/identity";

/** The container groups of one subscription. */
export type Azure = ContainerInstanceManagementClient;

/** Seconds that Azure has for a response. */
const SECONDS = 30;

/** Options of a call, which fails after so many seconds without a response. */
export const timeout = (seconds = SECONDS) => ({ abortSignal: AbortSignal.timeout(seconds * 1000) });

/** Opens the client of a subscription, and sends nothing yet. */
export async function connectTo(subscription: string): Promise<Azure> {
  // Loaded when used: the clients take longer to load than all of Podium.
  const [{ ContainerInstanceManagementClient }, credential] = await Promise.all([
    import("@azure/arm-containerinstance"),
    credentialFor(subscription),
  ]);
  return new ContainerInstanceManagementClient(credential, subscription, { retryOptions: { maxRetries: 1 } });
}

/** The variables of Pulumi's provider and Terraform take precedence over those of Azure's libraries, and both over `az`. */
export async function credentialFor(subscription: string): Promise<TokenCredential> {
  const identity = await import("@azure/identity");
  const { ARM_TENANT_ID: tenant, ARM_CLIENT_ID: client, ARM_CLIENT_SECRET: secret } = process.env;
  if (tenant && client && secret) return new identity.ClientSecretCredential(tenant, client, secret);
  return new identity.ChainedTokenCredential(
    new identity.EnvironmentCredential(),
    // The default credential also asks `az`, but for a login to whichever subscription is the default by then.
    new identity.AzureCliCredential({ subscription }),
    new identity.DefaultAzureCredential(),
  );
}
