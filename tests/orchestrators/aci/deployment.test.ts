import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { dnsLabel, publicName } from "../../../src/orchestrators/aci/address";
import { type AciArgs, AciDeployment } from "../../../src/orchestrators/aci/deployment";
import { record } from "../../../src/plan/record";
import { IMAGE, Resources, UNKNOWN, workloadOf } from "../../program";
import { plain } from "../../proof/plain";
import { watchEngine } from "./registrations";

const GROUP = "azure-native:containerinstance:ContainerGroup";
const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";
const TAGS = { workload: "web", "managed-by": "podium", "podium-stack": "dev" };

const make = (changes = {}, args: Partial<AciArgs> = {}) =>
  new AciDeployment("web", {
    workload: workloadOf({ port: 8085, ...changes }),
    image: IMAGE,
    isSample: true,
    target: { location: "West Europe" },
    zones: [],
    ...args,
  });

async function deploy(changes = {}, args: Partial<AciArgs> = {}) {
  const { resources, result } = await record({ project: "test" }, () => {
    const { registrations } = watchEngine();
    make(changes, args);
    return registrations;
  });
  return { resources: new Resources(resources), registrations: result };
}

describe("the ACI deployment", () => {
  it("creates exactly these resources, the last group first", async () => {
    const { resources } = await deploy({ replicas: 3 });
    expect(resources.all.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "podium:aci:Deployment web",
      `${RESOURCE_GROUP} web`,
      `${GROUP} web-2`,
      `${GROUP} web-1`,
      `${GROUP} web-0`,
    ]);
  });

  it.each([
    [8085, 8085, []],
    [
      9000,
      80,
      [
        "podium:port is 9000, but a container group has no port mapping: the process must listen at podium:publicPort, 80, " +
          "as the variable PORT tells it. For an image that ignores PORT, set both to its port.",
      ],
    ],
  ])("says so if the port %i cannot be mapped to %i", async (port, publicPort, warnings) => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    onTestFinished(() => warn.mockRestore());
    await deploy({ port, publicPort });
    expect(warn.mock.calls.map(([message]) => message)).toEqual(warnings);
  });

  it("checks health at a port that is not open to the world, and mounts writable folders", async () => {
    const health = { port: 9000 };
    const { resources } = await deploy({ startSeconds: 90, health, writable: ["/run"] });
    const mount = { name: "writable-0", mountPath: "/run", readOnly: false };
    expect(plain(resources.only(GROUP, "web-1"))).toMatchObject({
      containers: [
        {
          ports: [
            { port: 8085, protocol: "TCP" },
            { port: 9000, protocol: "TCP" },
          ],
          livenessProbe: { httpGet: { port: 9000 }, initialDelaySeconds: 90 },
          readinessProbe: { httpGet: { port: 8085 } },
          volumeMounts: [mount],
        },
      ],
      ipAddress: { ports: [{ port: 8085, protocol: "TCP" }] },
      volumes: [{ name: "writable-0", emptyDir: {} }],
    });
  });

  it("checks readiness at a port that is not open to the world", async () => {
    const { resources } = await deploy({ health: { port: 9000 }, readiness: { port: 9000 } });
    expect(plain(resources.only(GROUP, "web-1"))).toMatchObject({
      containers: [
        {
          ports: [{ port: 8085 }, { port: 9000 }],
          livenessProbe: { httpGet: { port: 9000 } },
          readinessProbe: { httpGet: { port: 9000 } },
        },
      ],
      ipAddress: { ports: [{ port: 8085 }] },
    });
  });

  it("checks with the headers that the workload wants", async () => {
    const headers = { Host: "a.example.com" };
    const { resources } = await deploy({ health: { headers }, readiness: { headers } });
    const probe = { httpGet: { httpHeaders: [{ name: "Host", value: "a.example.com" }] } };
    expect(plain(resources.only(GROUP, "web-1"))).toMatchObject({
      containers: [{ livenessProbe: probe, readinessProbe: probe }],
    });
  });

  it("has no probe that the workload does not want", async () => {
    const { resources } = await deploy({ health: "none", readiness: "none" });
    const { containers } = plain(resources.only(GROUP, "web-1")) as { containers: [object] };
    expect(containers[0]).toHaveProperty("image");
    for (const probe of ["livenessProbe", "readinessProbe"]) expect(containers[0]).not.toHaveProperty(probe);
  });

  it("creates exactly this group", async () => {
    const names = publicName(dnsLabel("web-*", "web-id"), "westeurope");
    const { resources } = await deploy({
      version: "v2",
      cpu: 1.25,
      memory: 1536,
      port: 9000,
      publicPort: 80,
      env: { GREETING: "hello" },
      secrets: { API_KEY: "s3cret" },
      health: { path: "/health", interval: 7, timeout: 3, failures: 4 },
      readiness: { path: "/ready", interval: 6, timeout: 5, failures: 1 },
    });
    const amount = { cpu: 1.3, memoryInGB: 1.5 };
    expect(plain(resources.only(GROUP, "web-1"))).toEqual({
      resourceGroupName: UNKNOWN,
      containerGroupName: "web-1",
      location: "West Europe",
      osType: "Linux",
      sku: "Standard",
      priority: "Regular",
      restartPolicy: "Always",
      containers: [
        {
          name: "app",
          image: IMAGE,
          ports: [{ port: 80, protocol: "TCP" }],
          environmentVariables: [
            { name: "PORT", value: "80" },
            { name: "PODIUM_ORCHESTRATOR", value: "aci" },
            { name: "PODIUM_VERSION", value: "v2" },
            { name: "PODIUM_IMAGE", value: IMAGE },
            { name: "PODIUM_STOP_SECONDS", value: "10" },
            { name: "PODIUM_SECRETS", value: "API_KEY" },
            { name: "PODIUM_HEALTH_PATH", value: "/health" },
            { name: "PODIUM_INSTANCE", value: "web-1" },
            { name: "PODIUM_PEERS", value: `numbered:${names}:80` },
            { name: "GREETING", value: "hello" },
            { name: "API_KEY", secureValue: "s3cret" },
          ],
          resources: { requests: amount, limits: amount },
          livenessProbe: {
            httpGet: { path: "/health", port: 80, scheme: "http" },
            periodSeconds: 7,
            timeoutSeconds: 3,
            failureThreshold: 4,
            successThreshold: 1,
            initialDelaySeconds: 10,
          },
          readinessProbe: {
            httpGet: { path: "/ready", port: 80, scheme: "http" },
            periodSeconds: 6,
            timeoutSeconds: 5,
            failureThreshold: 1,
            successThreshold: 1,
            initialDelaySeconds: 0,
          },
        },
      ],
      ipAddress: {
        type: "Public",
        ports: [{ port: 80, protocol: "TCP" }],
        dnsNameLabel: dnsLabel("web-1", "web-id"),
        autoGeneratedDomainNameLabelScope: "Unsecure",
      },
      tags: { ...TAGS, version: "v2" },
    });
  });

  it("has one command line for the configured command and its arguments", async () => {
    const started = { command: ["/app/server", "-v"], args: ["8080"], replicas: 1 };
    const { resources } = await deploy(started);
    expect(resources.only(GROUP)).toMatchObject({ containers: [{ command: ["/app/server", "-v", "8080"] }] });
  });

  it("keeps all of it in a resource group of its own", async () => {
    const { resources } = await deploy({ update: { parallelism: 3 } });
    expect(resources.only(RESOURCE_GROUP)).toEqual({
      resourceGroupName: "web",
      location: "West Europe",
      tags: { ...TAGS, parallelism: "3" },
    });
  });

  it("has the groups take turns in the zones", async () => {
    const { resources } = await deploy({ replicas: 3 }, { zones: ["1", "3"] });
    const zones = [0, 1, 2].map((index) => resources.only(GROUP, `web-${index}`)["zones"]);
    expect(zones).toEqual([["1"], ["3"], ["1"]]);
  });

  it("creates a group for each replica, whatever an autoscaler would do", async () => {
    const { resources } = await deploy({
      replicas: 3,
      autoscaling: { min: 5, max: 6, cpuPercent: 70 },
    });
    expect(resources.types.filter((type) => type === GROUP)).toHaveLength(3);
  });

  it("encrypts secrets and the registry's password", async () => {
    const { resources } = await deploy({
      secrets: { API_KEY: "s3cret" },
      registryCredentials: { server: "registry.example.com", username: "robot", password: "pass" },
    });
    expect(JSON.stringify(resources.all)).not.toMatch(/s3cret|"pass"/);
    expect(plain(resources.only(GROUP, "web-0")["imageRegistryCredentials"])).toEqual([
      { server: "registry.example.com", username: "robot", password: "pass" },
    ]);
  });

  it.each([
    [{ publicPort: 22 }, "podium:publicPort must not be"],
    [{ name: "web--1" }, "podium:name must not have"],
  ])("refuses %j", async (changes, message) => {
    await expect(deploy(changes)).rejects.toThrow(message);
  });

  it("recreates a group, the old one deleted first, when Azure cannot change it in place", async () => {
    const { registrations } = await deploy();
    const groups = registrations.filter(({ type }) => type === GROUP);
    expect(groups).toHaveLength(2);
    for (const each of groups) {
      expect(each.deleteBeforeReplace).toBe(true);
      // Not the image, the environment variables and the tags, of which updates consist.
      expect(each.replaceOnChanges).toEqual([
        "location",
        "zones",
        "osType",
        "sku",
        "priority",
        "restartPolicy",
        "ipAddress.type",
        "ipAddress.ports",
        "containers[*].ports",
        "containers[*].resources",
      ]);
    }
  });
});

describe("the outputs of the ACI deployment", () => {
  const SUBSCRIPTION = "12345678-1234-1234-1234-123456789abc";

  /** With mocks that return ids as Azure does. */
  async function outputs(target: AciArgs["target"], resourceGroup: string) {
    const mocks: pulumi.runtime.Mocks = {
      newResource({ type, name, inputs }) {
        const id =
          type === RESOURCE_GROUP ? `/subscriptions/${SUBSCRIPTION}/resourceGroups/${resourceGroup}` : name;
        return { id, state: { ...inputs, name: resourceGroup } };
      },
      call: ({ inputs }) => inputs,
    };
    // A preview: otherwise the deployment would wait for its groups, long after the test.
    await pulumi.runtime.setMocks(mocks, "test", "dev", true);
    const { connection, reference, wanted } = make({}, { target });
    const all = pulumi.output({ connection, reference, wanted });
    return new Promise<unknown>((resolve) => void all.apply((values) => resolve(values)));
  }

  it("say where it is deployed, by the resource group's id", async () => {
    const other = SUBSCRIPTION.replace("1", "9");
    expect(await outputs({ subscription: other, location: "westeurope" }, "my-web")).toEqual({
      connection: { subscription: SUBSCRIPTION, location: "westeurope", resourceGroup: "my-web" },
      reference: "my-web/web",
      wanted: { image: IMAGE, version: "v1", isSample: true, readinessPath: "/readyz", min: 2, max: 2 },
    });
  });
});
