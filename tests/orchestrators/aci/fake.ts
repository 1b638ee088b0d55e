import { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";

/** The real client, which speaks to a fake; it would send no token over plain HTTP. */
export function clientOfFake(endpoint: string): ContainerInstanceManagementClient {
  const credential = { getToken: async () => ({ token: "token", expiresOnTimestamp: Infinity }) };
  const client = new ContainerInstanceManagementClient(credential, "sub", {
    endpoint,
    $host: endpoint,
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  client.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  return client;
}
