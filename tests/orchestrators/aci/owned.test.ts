import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../src/orchestrators/aci/engine";
import { ACR_PULL, registryName } from "../../../src/orchestrators/aci/names";
import { clientOfFake } from "./fake";

const TAGS = { workload: "web", "managed-by": "podium", "podium-stack": "dev" };
const GROUP = "/subscriptions/sub/resourceGroups/web";
const CONTAINER_GROUPS = `${GROUP}/providers/Microsoft.ContainerInstance/containerGroups`;
const REGISTRY_GROUP = `${GROUP}-registry`;
const REGISTRY = `${REGISTRY_GROUP}/providers/Microsoft.ContainerRegistry/registries/${registryName("web", REGISTRY_GROUP)}`;
const IDENTITY = `${REGISTRY_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web-registry`;
const ASSIGNMENTS = `${REGISTRY}/providers/Microsoft.Authorization/roleAssignments`;
const ROLE = `/subscriptions/sub/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}`;

type Json = Record<string, unknown>;

const resource = (id: string, changes: Json = {}) => ({
  id,
  name: id.split("/").at(-1),
  tags: TAGS,
  properties: { provisioningState: "Succeeded", osType: "Linux", containers: [] },
  ...changes,
});

const assignment = (name: string, properties: Json = {}) =>
  resource(`${ASSIGNMENTS}/${name}`, {
    // Azure does not always write a scope as it writes the id.
    properties: {
      scope: REGISTRY.replace("resourceGroups", "resourcegroups"),
      roleDefinitionId: ROLE,
      ...properties,
    },
  });

/** A subscription with all that a deployment of the workload `web` can make, and a little more. */
const SUBSCRIPTION: Record<string, unknown> = {
  [GROUP]: resource(GROUP),
  [CONTAINER_GROUPS]: {
    value: [
      resource(`${CONTAINER_GROUPS}/web-0`),
      resource(`${CONTAINER_GROUPS}/other-0`, { tags: { workload: "other" } }),
      resource(`${CONTAINER_GROUPS}/web-9`, {
        properties: { provisioningState: "Deleting", osType: "Linux", containers: [] },
      }),
    ],
  },
  [REGISTRY_GROUP]: resource(REGISTRY_GROUP),
  [REGISTRY]: resource(REGISTRY),
  [IDENTITY]: resource(IDENTITY, { properties: { principalId: "principal" } }),
  [ASSIGNMENTS]: {
    value: [
      assignment("inherited", { scope: "/subscriptions/sub" }),
      assignment("reader", { roleDefinitionId: ROLE.replace(ACR_PULL, "another") }),
      assignment("pull"),
    ],
  },
};

let server: Server;
let answers: Record<string, unknown>;
let queries: Record<string, URLSearchParams>;

/** Azure Resource Manager, which responds with a number as a status. */
beforeEach(async () => {
  answers = { ...SUBSCRIPTION };
  queries = {};
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    queries[pathname] = searchParams;
    const found = answers[pathname] ?? 404;
    response.writeHead(typeof found === "number" ? found : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(typeof found === "number" ? { error: { code: "Error" } } : found));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => void server.close().closeAllConnections());

const owned = (workload = "web") => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = { subscription: "sub", location: "westeurope" };
  return connect(connection, async (subscription) => clientOfFake(address, subscription)).owned(workload);
};

/** As `TYPE ID`, which is how Pulumi's state knows them. */
const found = async (changes: Json = {}, workload?: string) => {
  Object.assign(answers, changes);
  return (await owned(workload)).map(({ type, id }) => `${type.replace("azure-native:", "")} ${id}`);
};

const IN_GROUP = [
  `containerinstance:ContainerGroup ${CONTAINER_GROUPS}/web-0`,
  `resources:ResourceGroup ${GROUP}`,
];
const IN_REGISTRY_GROUP = [
  `authorization:RoleAssignment ${ASSIGNMENTS}/pull`,
  `managedidentity:UserAssignedIdentity ${IDENTITY}`,
  `containerregistry:Registry ${REGISTRY}`,
  `resources:ResourceGroup ${REGISTRY_GROUP}`,
];
const EVERYTHING = [...IN_GROUP, ...IN_REGISTRY_GROUP];

const without = (...kinds: string[]) =>
  EVERYTHING.filter((each) => !kinds.some((kind) => each.startsWith(kind)));

describe("what Azure has for a workload", () => {
  it("is what a deployment makes, in the order in which it can be removed, and nothing else", async () => {
    expect(await found()).toEqual(EVERYTHING);
    expect(queries[ASSIGNMENTS]?.get("$filter")).toBe("principalId eq 'principal'");
  });

  it("can be removed with Azure's command line", async () => {
    expect(Object.fromEntries((await owned()).map(({ name, remove }) => [name, remove]))).toEqual({
      "container group web-0": `az resource delete --ids ${CONTAINER_GROUPS}/web-0`,
      "resource group web": "az group delete --yes --name web --subscription sub",
      "role assignment pull": `az resource delete --ids ${ASSIGNMENTS}/pull`,
      "identity web-registry": `az resource delete --ids ${IDENTITY}`,
      [`registry ${registryName("web", REGISTRY_GROUP)}`]: `az resource delete --ids ${REGISTRY}`,
      "resource group web-registry": "az group delete --yes --name web-registry --subscription sub",
    });
  });

  it("is nothing without its resource groups", async () => {
    expect(await found({}, "shop")).toEqual([]);
  });

  it.each<[string, Json]>([
    ["is somebody else's", { tags: {} }],
    ["has no tags", { tags: undefined }],
    ["is another tool's", { tags: { ...TAGS, "managed-by": "terraform" } }],
    ["is another workload's", { tags: { ...TAGS, workload: "web-registry" } }],
    ["is being deleted", { properties: { provisioningState: "Deleting" } }],
  ])("is nothing in a resource group that %s", async (_, changes) => {
    expect(await found({ [GROUP]: resource(GROUP, changes) })).toEqual(IN_REGISTRY_GROUP);
    Object.assign(answers, SUBSCRIPTION);
    expect(await found({ [REGISTRY_GROUP]: resource(REGISTRY_GROUP, changes) })).toEqual(IN_GROUP);
  });

  it("is what exists so far", async () => {
    expect(await found({ [REGISTRY]: 404 })).toEqual(
      without("containerregistry:Registry", "authorization:RoleAssignment"),
    );
    expect(await found({ [IDENTITY]: 404 })).toEqual([
      ...IN_GROUP,
      `resources:ResourceGroup ${REGISTRY_GROUP}`,
    ]);
  });

  it.each<[string, string[]]>([
    [GROUP, IN_REGISTRY_GROUP],
    [CONTAINER_GROUPS, without("containerinstance")],
    [REGISTRY_GROUP, IN_GROUP],
    [REGISTRY, without("containerregistry", "authorization")],
    [IDENTITY, without("managedidentity", "authorization")],
    [ASSIGNMENTS, without("authorization")],
  ])("is the rest for a user who may not read %s", async (path, rest) => {
    expect(await found({ [path]: 403 })).toEqual(rest);
  });

  it.each([GROUP, CONTAINER_GROUPS, IDENTITY])("is unknown after any other error: %s", async (path) => {
    await expect(found({ [path]: 400 })).rejects.toThrow();
  });

  it("is unknown after an error, of which Azure's status is reported", async () => {
    await expect(found({ [GROUP]: 400 })).rejects.toThrow(`Azure responds with 400 to GET ${GROUP}`);
  });
});
