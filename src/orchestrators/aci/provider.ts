import * as config from "@pulumi/azure-native/config";
import { Provider } from "@pulumi/azure-native/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AciConnection } from "./connection";

/**
 * Pulumi's provider, with the subscription pinned in the state. The default provider reads `ARM_SUBSCRIPTION_ID`, or
 * asks `az`, each time that it starts: in another environment it would send an update of this stack's groups to another
 * subscription, and log in to that one to delete them.
 * https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/provider/auth_azidentity.go
 * @param isConfigured whether the configuration names the subscription. What the environment names counts only until
 *   the stack is deployed.
 * @param options what else Pulumi is told about it.
 */
export function azureProvider(
  { subscription, location }: AciConnection,
  isConfigured: boolean,
  options?: pulumi.ResourceOptions,
): Provider {
  const azure = new pulumi.Config("azure-native");
  return new Provider(
    "azure",
    {
      // Only the default provider reads the configuration on its own: `azure-native:tenantId`, `useMsi` and all others.
      ...config,
      // The SDK encrypts all other secrets in the state, but not these two.
      oidcToken: azure.getSecret("oidcToken"),
      oidcRequestToken: azure.getSecret("oidcRequestToken"),
      // The SDK's default, the public cloud, would take precedence over the variables.
      environment:
        azure.get("environment") ?? process.env["ARM_ENVIRONMENT"] ?? process.env["AZURE_ENVIRONMENT"],
      subscriptionId: subscription,
      location,
    },
    { ...options, ignoreChanges: isConfigured ? [] : ["subscriptionId"] },
  );
}
