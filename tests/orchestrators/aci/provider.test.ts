import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { record } from "../../../src/plan/record";
import { IMAGE, Resources, Secret } from "../../program";
import { stubNoAzure } from "./environment";
import { watchEngine } from "./registrations";

const PROVIDER = "pulumi:providers:azure-native";
const SUBSCRIPTION = "12345678-1234-1234-1234-123456789abc";
const OTHER = SUBSCRIPTION.replace("1", "9");

/** The stack's own program, in a preview. */
async function run(config: Record<string, string> = {}, secretKeys: string[] = []) {
  vi.resetModules();
  const recording = {
    project: "podium-aci",
    config: { "podium:image": IMAGE, ...config },
    secretKeys,
    outputs: { "azure-native:containerregistry:Registry": () => ({ loginServer: "web.azurecr.io" }) },
  };
  const { resources, result } = await record(recording, async () => {
    const engine = watchEngine();
    await import("../../../stacks/aci");
    return engine;
  });
  return { provider: new Resources(resources).only(PROVIDER), ...result };
}

describe("the provider of the ACI stack", () => {
  beforeEach(stubNoAzure);
  afterEach(() => void vi.unstubAllEnvs());

  it("is pinned to the subscription and the region", async () => {
    vi.stubEnv("ARM_SUBSCRIPTION_ID", SUBSCRIPTION);
    const { provider } = await run();
    expect(provider).toEqual({
      subscriptionId: SUBSCRIPTION,
      location: "westeurope",
      environment: "public",
    });
  });

  it("does not follow the environment, but the configuration", async () => {
    vi.stubEnv("ARM_SUBSCRIPTION_ID", OTHER);
    const ignored = async (config = {}) => {
      const { provider, registrations } = await run(config);
      const { ignoreChanges } = registrations.find(({ type }) => type === PROVIDER)!;
      return [provider["subscriptionId"], ignoreChanges];
    };
    expect(await ignored()).toEqual([OTHER, ["subscriptionId"]]);
    expect(await ignored({ "azure-native:subscriptionId": SUBSCRIPTION })).toEqual([SUBSCRIPTION, []]);
  });

  it("is that of all resources and functions", async () => {
    const { registrations, calls } = await run({ "podium-aci:registry": "acr" });
    const resources = registrations.filter(({ type }) => type.startsWith("azure-native:"));
    expect(resources.map(({ provider, name }) => `${provider} ${name}`).sort()).toEqual(
      [
        ...Array(4).fill("azure podium-dev-registry"),
        "azure podium-dev",
        "azure podium-dev-0",
        "azure podium-dev-1",
      ].sort(),
    );
    expect(calls).toEqual([["azure-native:authorization:getClientToken", "azure"]]);
  });

  it("has every other key of the configuration, and secrets encrypted", async () => {
    const secrets = {
      clientId: "client",
      clientSecret: "s3cret1",
      clientCertificatePassword: "s3cret2",
      oidcToken: "s3cret3",
      oidcRequestToken: "s3cret4",
    };
    const plain = {
      clientCertificatePath: "/certificate",
      environment: "usgovernment",
      metadataHost: "metadata",
      msiEndpoint: "msi",
      oidcRequestUrl: "https://example.com",
      oidcTokenFilePath: "/token",
      partnerId: "partner",
      tenantId: "tenant",
    };
    const typed = {
      auxiliaryTenantIds: '["tenant"]',
      disableInstanceDiscovery: "true",
      disablePulumiPartnerId: "true",
      useDefaultAzureCredential: "true",
      useMsi: "true",
      useOidc: "false",
    };
    const all = { ...secrets, ...plain, ...typed, location: "northeurope", subscriptionId: SUBSCRIPTION };
    const config = Object.fromEntries(
      Object.entries(all).map(([key, value]) => [`azure-native:${key}`, value]),
    );
    const { provider } = await run(config);
    expect(provider).toEqual({
      ...all,
      ...Object.fromEntries(Object.entries(secrets).map(([key, value]) => [key, new Secret(value)])),
    });
  });

  it.each(["ARM_ENVIRONMENT", "AZURE_ENVIRONMENT"])("is for the cloud that %s names", async (variable) => {
    vi.stubEnv(variable, "china");
    expect((await run()).provider["environment"]).toBe("china");
    const config = { "azure-native:environment": "usgovernment" };
    expect((await run(config)).provider["environment"]).toBe("usgovernment");
  });
});

describe("the ACI stack", () => {
  beforeEach(stubNoAzure);
  afterEach(() => void vi.unstubAllEnvs());

  it("listens on port 8085 by default, in the region and the zones of its settings", async () => {
    const config = {
      "podium:image": IMAGE,
      "azure-native:location": "North Europe",
      "podium-aci:zones": "3",
    };
    vi.resetModules();
    const { resources } = await record(
      { project: "podium-aci", config },
      () => import("../../../stacks/aci"),
    );
    const group = new Resources(resources).only(
      "azure-native:containerinstance:ContainerGroup",
      "podium-dev-1",
    );
    expect(group).toMatchObject({
      location: "North Europe",
      zones: ["3"],
      ipAddress: { ports: [{ port: 8085 }] },
    });
  });
});
