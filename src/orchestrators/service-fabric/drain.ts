import { call, type Gateway } from "./gateway";

/**
 * Deactivates a node, as before a restart: Service Fabric closes everything that runs there, as soon as the services' safety
 * checks allow it. With the intent Pause they would stay.
 * https://learn.microsoft.com/rest/api/servicefabric/sfclient-api-disablenode
 */
export async function deactivate(gateway: Gateway, node: string): Promise<void> {
  await call(gateway, "POST", `${pathOf(node)}/Deactivate`, { DeactivationIntent: "Restart" });
}

/**
 * Activates a node again, which also ends a deactivation that is not complete.
 * https://learn.microsoft.com/rest/api/servicefabric/sfclient-api-enablenode
 */
export async function activate(gateway: Gateway, node: string): Promise<void> {
  await call(gateway, "POST", `${pathOf(node)}/Activate`);
}

const pathOf = (node: string) => `/Nodes/${encodeURIComponent(node)}/$`;
