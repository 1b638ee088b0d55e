import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { acrLogin } from "../../../src/orchestrators/aci/acrLogin";
import { uniqueSuffix } from "../../../src/orchestrators/aci/address";
import { AciDeployment } from "../../../src/orchestrators/aci/deployment";
import { throughAcr } from "../../../src/orchestrators/aci/registry";
import { record } from "../../../src/plan/record";
import { valueOf } from "../../outputs";
import { IMAGE, Resources, Secret, UNKNOWN, workloadOf } from "../../program";

const REGISTRY = "azure-native:containerregistry:Registry";
const IDENTITY = "azure-native:managedidentity:UserAssignedIdentity";
const ROLE = "azure-native:authorization:RoleAssignment";
const GROUP = "azure-native:containerinstance:ContainerGroup";
const OUTPUTS = {
  [REGISTRY]: () => ({ loginServer: "web.azurecr.io" }),
  [IDENTITY]: () => ({ principalId: "principal" }),
};
const TAGS = { workload: "my-web", "managed-by": "podium", "podium-stack": "dev" };

function make(changes = {}) {
  const workload = workloadOf({ name: "my-web", port: 8085, ...changes });
  const through = throughAcr({ workload, image: pulumi.output(IMAGE), isSample: true }, "westeurope");
  return new AciDeployment(workload.name, { ...through, target: { location: "westeurope" }, zones: [] });
}

/** The whole of it, in a preview. */
async function deploy(changes = {}): Promise<Resources> {
  const { resources } = await record({ project: "test", outputs: OUTPUTS }, () => make(changes));
  return new Resources(resources);
}

describe("ACR", () => {
  it("is a registry without a password, in a resource group next to the deployment's", async () => {
    const resources = await deploy();
    const group = resources.all.find(({ name }) => name === "my-web-registry")!;
    expect(group.inputs).toEqual({
      resourceGroupName: "my-web-registry",
      location: "westeurope",
      tags: TAGS,
    });
    expect(resources.only(REGISTRY)).toEqual({
      resourceGroupName: UNKNOWN,
      location: "westeurope",
      tags: TAGS,
      registryName: `myweb${uniqueSuffix("my-web-registry-id")}`,
      sku: { name: "Premium" },
      adminUserEnabled: false,
      // Pulumi's defaults.
      anonymousPullEnabled: false,
      networkRuleBypassOptions: "AzureServices",
      publicNetworkAccess: "Enabled",
      zoneRedundancy: "Disabled",
    });
  });

  it.each(["a", "a-name-of-20-letters"])("has a name that Azure allows for the workload %s", async (name) => {
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerregistry
    expect((await deploy({ name })).only(REGISTRY)["registryName"]).toMatch(/^[a-zA-Z0-9]{5,50}$/);
  });

  it("lets one identity pull from it, and do nothing else", async () => {
    const resources = await deploy();
    expect(resources.only(IDENTITY)).toEqual({
      resourceGroupName: UNKNOWN,
      location: "westeurope",
      tags: TAGS,
      resourceName: "my-web-registry",
    });
    expect(resources.only(ROLE)).toEqual({
      scope: "my-web-registry-id",
      principalId: "principal",
      principalType: "ServicePrincipal",
      roleDefinitionId:
        "my-web-registry-id/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d",
    });
  });

  it("has the groups pull the same digest as that identity, without credentials", async () => {
    const registryCredentials = { server: "registry.example.com", username: "robot", password: "pass" };
    const resources = await deploy({ registryCredentials });
    const group = resources.only(GROUP, "my-web-0");
    expect(group["identity"]).toEqual({
      type: "UserAssigned",
      userAssignedIdentities: ["my-web-registry-id"],
    });
    expect(group["imageRegistryCredentials"]).toEqual([
      { server: "web.azurecr.io", identity: "my-web-registry-id" },
    ]);
    expect(group["containers"]).toMatchObject([{ image: `web.azurecr.io/my-web@${IMAGE.split("@")[1]}` }]);
    expect(JSON.stringify(resources.all)).not.toMatch(/"pass"|robot/);
    expect(resources.all.flatMap(({ inputs }) => Object.values(inputs))).not.toContainEqual(
      expect.any(Secret),
    );
  });

  it("lets no group start before the identity may pull", async () => {
    const log: string[] = [];
    await pulumi.runtime.setMocks(
      {
        async newResource({ type, name, inputs }) {
          if (type === ROLE) {
            await sleep(20);
            log.push("role");
          }
          if (type === GROUP) log.push("group");
          return { id: name, state: { ...inputs, ...OUTPUTS[type as keyof typeof OUTPUTS]?.() } };
        },
        call: ({ inputs }) => inputs,
      },
      "test",
      "dev",
      true,
    );
    const { endpoints } = make();
    await valueOf(endpoints);
    expect(log).toEqual(["role", "group", "group"]);
  });
});

describe("the login of ACR", () => {
  afterEach(() => void vi.unstubAllGlobals());
  const answer = (status: number, body: object) =>
    vi.fn<typeof fetch>(async () => new Response(JSON.stringify(body), { status }));

  it("is exchanged for Azure's own", async () => {
    const fetch = answer(200, { refresh_token: "refresh" });
    vi.stubGlobal("fetch", fetch);
    expect(await acrLogin("web.azurecr.io", "arm-token")).toEqual({
      username: "00000000-0000-0000-0000-000000000000",
      password: "refresh",
    });
    const [url, request] = fetch.mock.calls[0]!;
    expect(url).toBe("https://web.azurecr.io/oauth2/exchange");
    expect(request?.method).toBe("POST");
    expect(String(request?.body)).toBe(
      "grant_type=access_token&service=web.azurecr.io&access_token=arm-token",
    );
  });

  it.each([
    [401, { errors: [{ message: "arm-token" }] }],
    [200, {}],
  ])("fails with %i, without the token", async (status, body) => {
    vi.stubGlobal("fetch", answer(status, body));
    const failure = acrLogin("web.azurecr.io", "arm-token");
    await expect(failure).rejects.toThrow(`web.azurecr.io refuses Azure's login with status ${status}`);
    await expect(failure).rejects.not.toThrow("arm-token");
  });
});
