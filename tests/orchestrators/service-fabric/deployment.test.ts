import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ServiceFabricDeployment } from "../../../src/orchestrators/service-fabric/deployment";
import { applicationPackage } from "../../../src/orchestrators/service-fabric/manifests";
import { upgradePolicy } from "../../../src/orchestrators/service-fabric/upgradePolicy";
import { isXmlText, toXml, type XmlElement } from "../../../src/orchestrators/service-fabric/xml";
import { IMAGE, resourcesOf, Secret, workloadOf } from "../../program";

const TYPE = "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion";
const APPLICATION = "pulumi-nodejs:dynamic/serviceFabric:Application";
const SERVICE = "pulumi-nodejs:dynamic/serviceFabric:Service";

const ENDPOINT = "https://demo.westeurope.cloudapp.azure.com:19080";
const CREDENTIALS = { server: "registry.example.com", username: "robot", password: "p4ss" };

const deploy = (changes = {}, args = {}) =>
  resourcesOf(
    () =>
      new ServiceFabricDeployment("web", {
        workload: workloadOf(changes),
        image: IMAGE,
        endpoint: ENDPOINT,
        dnsService: true,
        ...args,
      }),
  );

/** The variables of the code package. */
async function variablesOf(changes = {}, args = {}): Promise<Record<string, string>> {
  const inputs = (await deploy(changes, args)).only(TYPE);
  const { CodePackage } = JSON.parse(String(inputs["serviceManifest"])) as {
    CodePackage: { EnvironmentVariables: { EnvironmentVariable: { Name: string; Value: string }[] } };
  };
  const list = CodePackage.EnvironmentVariables.EnvironmentVariable;
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

describe("the Service Fabric deployment", () => {
  it("makes exactly these resources", async () => {
    const { types } = await deploy();
    expect(types).toEqual(["podium:service-fabric:Deployment", TYPE, APPLICATION, SERVICE]);
  });

  it("names all after the workload, and the version after what it holds", async () => {
    const resources = await deploy();
    const { version } = resources.only(TYPE);
    expect(version).toMatch(/^v1-[0-9a-f]{12}$/);
    expect(resources.only(TYPE)).toMatchObject({ endpoint: ENDPOINT, typeName: "webType" });
    expect(resources.only(APPLICATION)).toMatchObject({
      endpoint: ENDPOINT,
      name: "fabric:/web",
      typeName: "webType",
      typeVersion: version,
      parameters: {},
    });
    expect(resources.only(SERVICE)).toMatchObject({
      endpoint: ENDPOINT,
      applicationName: "fabric:/web",
      name: "fabric:/web/web",
      serviceTypeName: "WebType",
      dnsName: "web.web",
      instanceCount: 2,
      minInstancePercentage: 50,
    });
    expect(resources.only(SERVICE)).not.toHaveProperty("scalingPolicy");
  });

  it("tells the process what the cluster really grants, and where its peers are", async () => {
    expect(await variablesOf({ stopSeconds: 60 })).toMatchObject({
      PORT: "8080",
      PODIUM_ORCHESTRATOR: "service-fabric",
      PODIUM_STOP_SECONDS: "10",
      PODIUM_PEERS: "dns:web.web:8085",
    });
  });

  it("has no peers where the cluster has no DNS service", async () => {
    expect(await variablesOf({}, { dnsService: false })).not.toHaveProperty("PODIUM_PEERS");
    const resources = await deploy({}, { dnsService: false });
    expect(resources.only(SERVICE)).not.toHaveProperty("dnsName");
  });

  it("keeps secrets and the registry's password out of the package, and encrypted", async () => {
    const resources = await deploy({ secrets: { API_KEY: "s3cret" }, registryCredentials: CREDENTIALS });
    expect(resources.only(APPLICATION)["parameters"]).toEqual(
      new Secret({ Secret_API_KEY: "s3cret", RegistryPassword: "p4ss" }),
    );
    expect(JSON.stringify(resources.all)).not.toMatch(/s3cret|p4ss/);
  });

  it("leaves the number of instances to the cluster where it is to follow the load", async () => {
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
  });

  it("keeps as many instances up as the update leaves", () => {
    const count = fc.integer({ min: 1, max: 100 });
    const property = fc.asyncProperty(count, count, async (replicas, parallelism) => {
      const resources = await deploy({ replicas, update: { parallelism } });
      const percentage = Number(resources.only(SERVICE)["minInstancePercentage"]);
      // The cluster's own arithmetic.
      expect(Math.ceil((percentage / 100) * replicas)).toBe(Math.max(0, replicas - parallelism));
    });
    return fc.assert(property, { numRuns: 30 });
  }, 30_000);

  it.each([["not a URL"], ["ftp://cluster:19080"], ["https://cluster:19080/path"]])(
    "refuses the endpoint %s",
    async (endpoint) => {
      await expect(deploy({}, { endpoint })).rejects.toThrow(
        `podium-service-fabric:endpoint is ${JSON.stringify(endpoint)}; allowed is the URL of a cluster's HTTP gateway`,
      );
    },
  );

  it("does not show a password in an endpoint", async () => {
    const refused = deploy({}, { endpoint: "https://me:p4ss@cluster:19080" });
    await expect(refused).rejects.toThrow('podium-service-fabric:endpoint is "[secret]"');
  });

  it.each([19000, 19080])("refuses port %d, which is the cluster's own", async (publicPort) => {
    await expect(deploy({ publicPort })).rejects.toThrow(
      `podium:publicPort is ${publicPort}; allowed is a port that is free on every node`,
    );
  });

  it.each([["\u0007"], ["\u000b"], ["\u001b"], ["\ufffe"]])(
    "refuses a variable with %j, which XML cannot express",
    (value) => {
      expect(() => applicationPackage(workloadOf(), IMAGE, { BELL: value }, {})).toThrow(
        `podium:env.BELL is ${JSON.stringify(value)}; allowed is a text without control characters`,
      );
    },
  );
});

describe("the application package", () => {
  const ENV = { PORT: "8080", GREETING: 'a "b" & <c>\n' };
  const LABELS = { "managed-by": "podium", "podium-stack": "dev" };
  const packageOf = (changes = {}, env = ENV) => applicationPackage(workloadOf(changes), IMAGE, env, LABELS);

  it("has this service manifest", () => {
    const { version, serviceManifest } = packageOf();
    expect(toXml("ServiceManifest", serviceManifest)).toBe(`<?xml version="1.0" encoding="utf-8"?>
<ServiceManifest xmlns="http://schemas.microsoft.com/2011/01/fabric" Name="WebPkg" Version="${version}">
  <ServiceTypes>
    <StatelessServiceType ServiceTypeName="WebType" UseImplicitHost="true"/>
  </ServiceTypes>
  <CodePackage Name="Code" Version="${version}">
    <EntryPoint>
      <ContainerHost>
        <ImageName>${IMAGE}</ImageName>
      </ContainerHost>
    </EntryPoint>
    <EnvironmentVariables>
      <EnvironmentVariable Name="PORT" Value="8080"/>
      <EnvironmentVariable Name="GREETING" Value="a &#34;b&#34; &#38; &#60;c&#62;&#10;"/>
    </EnvironmentVariables>
  </CodePackage>
  <Resources>
    <Endpoints>
      <Endpoint Name="Http" UriScheme="http" Protocol="http" Port="8085"/>
    </Endpoints>
  </Resources>
</ServiceManifest>
`);
  });

  it("has this application manifest", () => {
    const { version, applicationManifest } = packageOf({
      secrets: { API_KEY: "s3cret" },
      registryCredentials: CREDENTIALS,
    });
    expect(toXml("ApplicationManifest", applicationManifest)).toBe(`<?xml version="1.0" encoding="utf-8"?>
<ApplicationManifest xmlns="http://schemas.microsoft.com/2011/01/fabric" ApplicationTypeName="webType" ApplicationTypeVersion="${version}">
  <Description>managed-by: podium, podium-stack: dev</Description>
  <Parameters>
    <Parameter Name="Secret_API_KEY" DefaultValue=""/>
    <Parameter Name="RegistryPassword" DefaultValue=""/>
  </Parameters>
  <ServiceManifestImport>
    <ServiceManifestRef ServiceManifestName="WebPkg" ServiceManifestVersion="${version}"/>
    <EnvironmentOverrides CodePackageRef="Code">
      <EnvironmentVariable Name="API_KEY" Value="[Secret_API_KEY]"/>
    </EnvironmentOverrides>
    <Policies>
      <ContainerHostPolicies CodePackageRef="Code">
        <RepositoryCredentials AccountName="robot" Password="[RegistryPassword]" PasswordEncrypted="false"/>
        <HealthConfig IncludeDockerHealthStatusInSystemHealthReport="false" RestartContainerOnUnhealthyDockerHealthStatus="false"/>
        <PortBinding ContainerPort="8080" EndpointRef="Http"/>
      </ContainerHostPolicies>
      <ServicePackageResourceGovernancePolicy CpuCores="0.25" MemoryInMB="128"/>
      <ResourceGovernancePolicy CodePackageRef="Code" MemoryInMB="128"/>
      <CodePackagePolicy CodePackageRef="Code">
        <Probes>
          <Probe Type="Liveness" InitialDelaySeconds="5" PeriodSeconds="5" TimeoutSeconds="2" FailureThreshold="3" SuccessThreshold="1">
            <HttpGet Path="/healthz" Port="8080" Scheme="http"/>
          </Probe>
          <Probe Type="Readiness" InitialDelaySeconds="0" PeriodSeconds="2" TimeoutSeconds="1" FailureThreshold="2" SuccessThreshold="1">
            <HttpGet Path="/readyz" Port="8080" Scheme="http"/>
          </Probe>
        </Probes>
      </CodePackagePolicy>
    </Policies>
  </ServiceManifestImport>
</ApplicationManifest>
`);
  });

  it("declares a secret's variable, and has no parameters where it needs none", () => {
    const { serviceManifest } = packageOf({ secrets: { API_KEY: "s3cret" } });
    expect(JSON.stringify(serviceManifest)).toContain('{"Name":"API_KEY","Value":""}');
    expect(packageOf().applicationManifest["Parameters"]).toBeUndefined();
  });

  it("is the same version with the same content, and another with any other", () => {
    const { version } = packageOf();
    expect(packageOf().version).toBe(version);
    expect(packageOf({ memory: 256 }).version).not.toBe(version);
    expect(packageOf({}, { ...ENV, PORT: "8081" }).version).not.toBe(version);
    expect(packageOf({ secrets: { A: "one" } }).version).toBe(packageOf({ secrets: { A: "two" } }).version);
  });
});

describe("the upgrade policy", () => {
  it("follows from the checks", () => {
    expect(upgradePolicy(workloadOf({ replicas: 7 }))).toEqual({
      failureAction: "Rollback",
      healthCheckWait: 5,
      healthCheckStable: 7,
      healthCheckRetry: 17,
      upgradeDomainTimeout: 172,
      upgradeTimeout: 7 * 172,
      upgradeReplicaSetCheckTimeout: 30,
    });
  });

  it("stops a failed upgrade where it is if it may not go back", () => {
    expect(upgradePolicy(workloadOf({ update: { rollback: false } })).failureAction).toBe("Manual");
  });

  it("never has a timeout that the cluster refuses", () => {
    const check = fc
      .record({ interval: fc.integer({ min: 1, max: 300 }), failures: fc.integer({ min: 1, max: 10 }) })
      .map((each) => ({ ...each, timeout: 1 }));
    fc.assert(
      fc.property(check, check, fc.integer({ min: 1, max: 100 }), (health, readiness, replicas) => {
        const policy = upgradePolicy(workloadOf({ health, readiness, replicas }));
        const { healthCheckWait: wait, healthCheckStable: stable, healthCheckRetry: retry } = policy;
        expect(policy.upgradeDomainTimeout).toBeGreaterThan(wait + Math.max(stable, retry));
        expect(policy.upgradeTimeout).toBeGreaterThanOrEqual(policy.upgradeDomainTimeout);
      }),
    );
  });
});

describe("XML", () => {
  it("has attributes, children, several of a name and text, in the order given", () => {
    const tree: XmlElement = { B: 1, a: [{ x: true }, { text: "<&>" }], c: {}, A: "z", none: undefined };
    expect(toXml("Root", tree)).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<Root B="1" A="z">\n' +
        '  <a x="true"/>\n  <a>&#60;&#38;&#62;</a>\n  <c/>\n</Root>\n',
    );
  });

  it("never lets a text out of its attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary-ascii" }), (value) => {
        fc.pre(isXmlText(value));
        const [, inside = ""] = /^<a v="([^"]*)"\/>$/m.exec(toXml("a", { v: value })) ?? [];
        expect(inside.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))).toBe(
          value,
        );
      }),
    );
  });
});
