import { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";

/** The real client, connected to a fake over plain HTTP, for which it would send no token. */
export function clientOfFake(endpoint: string, subscription: string): ContainerInstanceManagementClient {
  const credential = { getToken: async () => ({ token: "token", expiresOnTimestamp: Infinity }) };
  const client = new ContainerInstanceManagementClient(credential, subscription, {
    endpoint,
    $host: endpoint,
    allowInsecureConnection: true,
    retryOptions: { maxRetries: 0 },
  });
  client.pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  client.pipeline.addPolicy({
    name: "plainHttp",
    sendRequest: (request, next) => next(Object.assign(request, { allowInsecureConnection: true })),
  });
  return client;
}
