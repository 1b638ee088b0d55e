import { describe, expect, it } from "vitest";
import { settings } from "../../../src/orchestrators/aci/settings";
import { parseSettings } from "../../../src/workload/settings";

const SUBSCRIPTION = "01234567-89ab-cdef-0123-456789abcdef";

const parse = (config: Record<string, string>) => parseSettings("podium-aci", settings, config);

describe("the settings of the ACI stack", () => {
  it("have these defaults", () => {
    expect(parse({})).toEqual({
      location: "westeurope",
      subscriptionId: undefined,
      registry: undefined,
      zones: [],
    });
  });

  it("are read from these keys", () => {
    const config = {
      "azure-native:location": "North Europe",
      "azure-native:subscriptionId": SUBSCRIPTION,
      "podium-aci:registry": "acr",
      "podium-aci:zones": "1,2,3",
    };
    expect(parse(config)).toEqual({
      location: "North Europe",
      subscriptionId: SUBSCRIPTION,
      registry: "acr",
      zones: ["1", "2", "3"],
    });
  });

  it.each([
    ["", []],
    ["2", ["2"]],
    ["1, 2 ,9", ["1", "2", "9"]],
  ])("read the zones %j as %j", (text, zones) => {
    expect(parse({ "podium-aci:zones": text }).zones).toEqual(zones);
  });

  it.each([
    ["1,1", '"1,1"'],
    ["1,,2", '"1,,2"'],
    ["westeurope-1", '"westeurope-1"'],
    ["0", "0"],
    ["12", "12"],
    ["[1]", '"[1]"'],
  ])("refuse the zones %j", (text, shown) => {
    expect(() => parse({ "podium-aci:zones": text })).toThrow(
      `podium-aci:zones must be numbers of the region's availability zones, each once, separated by commas, ` +
        `e.g. 1,2,3, got ${shown}`,
    );
  });

  it.each([
    ["azure-native:location", "west-europe", "must be an Azure region, e.g. westeurope"],
    ["azure-native:location", "", "must be an Azure region, e.g. westeurope"],
    ["azure-native:subscriptionId", "Pay-As-You-Go", "must be a subscription's ID, a GUID"],
    ["azure-native:subscriptionId", `${SUBSCRIPTION}0`, "must be a subscription's ID, a GUID"],
    ["podium-aci:registry", "ecr", "must be acr"],
  ])("refuse %s %j", (key, value, rule) => {
    expect(() => parse({ [key]: value })).toThrow(`${key} ${rule}, got ${JSON.stringify(value)}`);
  });

  it("leave the provider's other keys alone, and refuse unknown ones of the stack", () => {
    expect(() => parse({ "azure-native:tenantId": "tenant" })).not.toThrow();
    expect(() => parse({ "podium-aci:zone": "1" })).toThrow("podium-aci:zone is not a setting of this stack");
  });
});
