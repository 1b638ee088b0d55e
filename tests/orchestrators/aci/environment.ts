import { vi } from "vitest";

/** An environment that names no subscription, in which nobody has logged in to Azure. */
export function stubNoAzure(): void {
  for (const name of [
    "ARM_SUBSCRIPTION_ID",
    "AZURE_SUBSCRIPTION_ID",
    "ARM_TENANT_ID",
    "ARM_CLIENT_ID",
    "ARM_CLIENT_SECRET",
    "ARM_ENVIRONMENT",
    "AZURE_ENVIRONMENT",
    "AZURE_TENANT_ID",
    "AZURE_CLIENT_ID",
    "AZURE_CLIENT_SECRET",
  ])
    vi.stubEnv(name, undefined);
  vi.stubEnv("AZURE_CONFIG_DIR", "/nonexistent");
}
