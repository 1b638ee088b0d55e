import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aci } from "../../../src/orchestrators/aci";
import { connectionOf, partsOf } from "../../../src/orchestrators/aci/connection";
import { Failure } from "../../../src/common/errors";
import { stubNoAzure } from "./environment";
import { temporaryFolder } from "../../folder";

const id = (digit: number) => `${digit}2345678-1234-1234-1234-123456789abc`;
const [CONFIGURED, ARM, AZURE, CLI] = [1, 2, 3, 4].map(id);

const subscription = (subscriptionId?: string) =>
  connectionOf({ subscriptionId, location: "westeurope" }).subscription;

/** The file in which `az login` keeps the subscriptions. */
function profile(content: string): void {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "azureProfile.json"), content);
  vi.stubEnv("AZURE_CONFIG_DIR", folder);
}

describe("the connection to ACI", () => {
  beforeEach(() => {
    stubNoAzure();
    const subscriptions = [
      { id: AZURE, isDefault: false },
      { id: CLI, isDefault: true },
    ];
    profile(`\uFEFF${JSON.stringify({ subscriptions })}`);
  });
  afterEach(() => void vi.unstubAllEnvs());

  it("takes the subscription from the configuration, else the environment, else `az`", () => {
    vi.stubEnv("AZURE_SUBSCRIPTION_ID", AZURE);
    vi.stubEnv("ARM_SUBSCRIPTION_ID", ARM);
    expect(subscription(CONFIGURED)).toBe(CONFIGURED);
    expect(subscription()).toBe(ARM);
    vi.stubEnv("ARM_SUBSCRIPTION_ID", "");
    expect(subscription()).toBe(AZURE);
    vi.stubEnv("AZURE_SUBSCRIPTION_ID", undefined);
    expect(subscription()).toBe(CLI);
  });

  it.each([
    ["there is no profile", undefined],
    ["the profile is not JSON", "{"],
    ["the profile has no subscription", '{"installationId":"1"}'],
    ["no subscription is the default", `{"subscriptions":[{"id":"${CLI}","isDefault":false}]}`],
  ])("has no subscription when %s", (_, content) => {
    if (content === undefined) vi.stubEnv("AZURE_CONFIG_DIR", "/nonexistent");
    else profile(content);
    expect(connectionOf({ location: "northeurope" })).toEqual({
      subscription: undefined,
      location: "northeurope",
    });
  });

  it.each(["ARM_SUBSCRIPTION_ID", "AZURE_SUBSCRIPTION_ID"])(
    "names %s when its value is wrong",
    (variable) => {
      vi.stubEnv(variable, "my subscription");
      expect(() => subscription()).toThrow(Failure);
      expect(() => subscription()).toThrow(
        `${variable} must be a subscription's ID, a GUID, got "my subscription". Run \`az account list --output table\``,
      );
      expect(subscription(CONFIGURED)).toBe(CONFIGURED);
    },
  );

  it("holds no credentials", () => {
    for (const name of ["ARM_TENANT_ID", "ARM_CLIENT_ID", "ARM_CLIENT_SECRET"]) vi.stubEnv(name, "s3cret");
    const config = { "azure-native:subscriptionId": CONFIGURED!, "azure-native:clientSecret": "s3cret" };
    expect(aci.connectionOf(config)).toEqual({ subscription: CONFIGURED, location: "westeurope" });
  });

  it("takes the parts of a resource group's id, in any case", () => {
    const parts = { subscription: ARM, resourceGroup: "web" };
    expect(partsOf(`/subscriptions/${ARM}/resourceGroups/web`)).toEqual(parts);
    expect(partsOf(`/subscriptions/${ARM}/resourcegroups/web`)).toEqual(parts);
    expect(partsOf("web-id")).toEqual({});
  });
});
