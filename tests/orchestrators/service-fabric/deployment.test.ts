import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceFabricDeployment } from "../../../src/orchestrators/service-fabric/deployment";
import { applicationPackage } from "../../../src/orchestrators/service-fabric/manifests";
import { IMAGE, resourcesOf, Secret, workloadOf } from "../../program";

const TYPE = "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion";
const APPLICATION = "pulumi-nodejs:dynamic/serviceFabric:Application";
const SERVICE = "pulumi-nodejs:dynamic/serviceFabric:Service";

const ENDPOINT = "https://demo.westeurope.cloudapp.azure.com:19080";
/** The provider's code, which Pulumi adds. */
const CODE = { __provider: expect.any(String) as string };

const deploy = (changes = {}, args = {}) =>
  resourcesOf(
    () =>
      new ServiceFabricDeployment("web", {
        workload: workloadOf(changes),
        image: IMAGE,
        isSample: true,
        target: { endpoint: ENDPOINT },
        dnsService: true,
        ...args,
      }),
  );

/** What Podium itself tells an instance. */
const OWN = {
  PORT: "8080",
  PODIUM_ORCHESTRATOR: "service-fabric",
  PODIUM_VERSION: "v1",
  PODIUM_IMAGE: IMAGE,
  PODIUM_STOP_SECONDS: "10",
  PODIUM_SECRETS: "",
  PODIUM_HEALTH_PATH: "/healthz",
  PODIUM_PEERS: "dns:web.web:8085",
};
const LABELS = { "managed-by": "podium", "podium-stack": "dev" };

function typeVersion(changes: object, env: Record<string, string>) {
  const content = applicationPackage(workloadOf(changes), IMAGE, env, LABELS);
  return {
    ...CODE,
    endpoint: ENDPOINT,
    typeName: "webType",
    version: content.version,
    applicationManifest: JSON.stringify(content.applicationManifest),
    serviceManifest: JSON.stringify(content.serviceManifest),
  };
}

describe("the Service Fabric deployment", () => {
  it("creates exactly these resources", async () => {
    const { all } = await deploy();
    const [component, ...resources] = all;
    expect(component).toMatchObject({ type: "podium:service-fabric:Deployment", name: "web" });
    const type = typeVersion({}, OWN);
    expect(resources).toEqual([
      { type: TYPE, name: "web", inputs: type },
      {
        type: APPLICATION,
        name: "web",
        inputs: {
          ...CODE,
          endpoint: ENDPOINT,
          name: "fabric:/web",
          typeName: "webType",
          typeVersion: type.version,
          parameters: {},
          upgradePolicy: {
            failureAction: "Rollback",
            healthCheckWait: 5,
            healthCheckStable: 7,
            healthCheckRetry: 17,
            upgradeDomainTimeout: 172,
            upgradeTimeout: 5 * 172,
            upgradeReplicaSetCheckTimeout: 30,
          },
        },
      },
      {
        type: SERVICE,
        name: "web",
        inputs: {
          ...CODE,
          endpoint: ENDPOINT,
          applicationName: "fabric:/web",
          name: "fabric:/web/web",
          serviceTypeName: "WebType",
          dnsName: "web.web",
          instanceCount: 2,
          minInstancePercentage: 50,
          patience: { stable: 5, retry: 17, timeout: 172 },
        },
      },
    ]);
  });

  it("passes on when instances that are down are replaced, and otherwise sets nothing", async () => {
    expect((await deploy({ replaceSeconds: 30 })).only(SERVICE)).toMatchObject({ replaceSeconds: 30 });
    expect((await deploy()).only(SERVICE)).not.toHaveProperty("replaceSeconds");
  });

  it("passes on the stop time that the cluster grants, and the user's environment variables", async () => {
    const changes = { stopSeconds: 60, env: { GREETING: "[hello]", PODIUM_STOP_SECONDS: "9" } };
    const env = { ...OWN, PODIUM_STOP_SECONDS: "9", GREETING: "[hello]" };
    expect((await deploy({ stopSeconds: 60 })).only(TYPE)).toEqual(typeVersion({ stopSeconds: 60 }, OWN));
    expect((await deploy(changes)).only(TYPE)).toEqual(typeVersion(changes, env));
  });

  it("has no peers if the cluster has no DNS service", async () => {
    const resources = await deploy({}, { dnsService: false });
    const { PODIUM_PEERS: _peers, ...env } = OWN;
    expect(resources.only(TYPE)).toEqual(typeVersion({}, env));
    expect(resources.only(SERVICE)).not.toHaveProperty("dnsName");
  });

  it("keeps secrets and the registry login out of the package, and encrypted", async () => {
    const registryCredentials = {
      server: "registry.example.com",
      username: "[RegistryPassword]",
      password: "p4ss",
    };
    const resources = await deploy({ secrets: { API_KEY: "s3cret" }, registryCredentials });
    expect(resources.only(APPLICATION)["parameters"]).toEqual(
      new Secret({
        Secret_API_KEY: "s3cret",
        RegistryUser: "[RegistryPassword]",
        RegistryPassword: "p4ss",
      }),
    );
    expect(JSON.stringify(resources.all)).not.toMatch(/s3cret|p4ss/);
  });

  it("lets the cluster scale the instances by their load", async () => {
    const autoscaling = { min: 3, max: 6, cpuPercent: 80 };
    const resources = await deploy({ autoscaling, cpu: 0.5, replicas: 2 });
    expect(resources.only(SERVICE)).toMatchObject({
      instanceCount: 3,
      minInstancePercentage: 66,
      scalingPolicy: {
        minInstanceCount: 3,
        maxInstanceCount: 6,
        metricName: "servicefabric:/_CpuCores",
        lowerLoadThreshold: 0.2,
        upperLoadThreshold: 0.4,
        scaleInterval: 60,
      },
    });
    expect(resources.only(APPLICATION)["upgradePolicy"]).toMatchObject({ upgradeTimeout: 6 * 172 });
  });

  it("keeps as many instances up as the update allows", () => {
    const count = fc.integer({ min: 1, max: 100 });
    const property = fc.asyncProperty(count, count, async (replicas, parallelism) => {
      const resources = await deploy({ replicas, update: { parallelism } });
      const percentage = Number(resources.only(SERVICE)["minInstancePercentage"]);
      // The cluster's own arithmetic; multiplied first, since 0.56 × 100 is more than 56 in floating point.
      expect(Math.ceil((percentage * replicas) / 100)).toBe(Math.max(0, replicas - parallelism));
    });
    return fc.assert(property, { numRuns: 30 });
  }, 30_000);

  it("refuses what Service Fabric cannot express", async () => {
    await expect(deploy({ env: { A: "a\u0001b" } })).rejects.toThrow(/^podium:env\.A must not contain/);
  });
});
