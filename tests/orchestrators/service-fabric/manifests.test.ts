import { describe, expect, it } from "vitest";
import { applicationPackage } from "../../../src/orchestrators/service-fabric/manifests";
import { toXml } from "../../../src/orchestrators/service-fabric/xml";
import { IMAGE, workloadOf } from "../../program";

const CREDENTIALS = { server: "registry.example.com", username: "[robot]", password: "p4ss" };
const ENV = { PORT: "8080", GREETING: 'a "b" & <c>\n', LITERAL: "[RegistryPassword]" };
const LABELS = { "managed-by": "podium", "podium-stack": "dev" };
const packageOf = (changes = {}, env = ENV) => applicationPackage(workloadOf(changes), IMAGE, env, LABELS);

describe("the application package", () => {
  it("has this service manifest", () => {
    const { version, serviceManifest } = packageOf({ secrets: { API_KEY: "s3cret" } });
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
      <EnvironmentVariable Name="LITERAL" Value="[RegistryPassword]"/>
      <EnvironmentVariable Name="API_KEY" Value=""/>
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

  it.each([
    [{ command: ["/app/server"] }, "<EntryPoint>/app/server</EntryPoint>"],
    [
      { command: ["/app/server", "-v"], args: ["[a]", "b c"] },
      "<Commands>-v,[a],b c</Commands>\n        <EntryPoint>/app/server</EntryPoint>",
    ],
    [{ args: ["--fast", "8080"] }, "<Commands>--fast,8080</Commands>"],
  ])("starts %j", (started, expected) => {
    const xml = toXml("ServiceManifest", packageOf(started).serviceManifest);
    expect(xml).toContain(`</ImageName>\n        ${expected}\n      </ContainerHost>`);
  });

  it("checks health after the time to start, and at another port, if the workload wants it", () => {
    const changes = { startSeconds: 90, health: { port: 9000 } };
    const manifest = toXml("ApplicationManifest", packageOf(changes).applicationManifest);
    expect(manifest).toContain('<Probe Type="Liveness" InitialDelaySeconds="90"');
    expect([...manifest.matchAll(/ Port="(\d+)"/g)].map(([, port]) => port)).toEqual(["9000", "8080"]);
  });

  it("checks readiness at another port if the workload wants it", () => {
    const manifest = toXml(
      "ApplicationManifest",
      packageOf({ readiness: { port: 9001 } }).applicationManifest,
    );
    expect([...manifest.matchAll(/ Port="(\d+)"/g)].map(([, port]) => port)).toEqual(["8080", "9001"]);
  });

  it("checks with the headers that the workload wants", () => {
    const headers = { Host: "a.example.com", "X-A": "<b>" };
    const manifest = toXml("ApplicationManifest", packageOf({ readiness: { headers } }).applicationManifest);
    expect(
      [...manifest.matchAll(/<HttpHeader Name="(.*)" Value="(.*)"\/>/g)].map((each) => each.slice(1)),
    ).toEqual([
      ["Host", "a.example.com"],
      ["X-A", "&#60;b&#62;"],
    ]);
  });

  it("has only the probes that the workload wants", () => {
    const typesOf = (changes: object) =>
      [
        ...toXml("ApplicationManifest", packageOf(changes).applicationManifest).matchAll(
          /<Probe Type="(\w+)"/g,
        ),
      ].map(([, type]) => type);
    expect(typesOf({ health: "none" })).toEqual(["Readiness"]);
    expect(typesOf({ readiness: "none" })).toEqual(["Liveness"]);
    const { applicationManifest } = packageOf({ health: "none", readiness: "none" });
    expect(toXml("ApplicationManifest", applicationManifest)).not.toContain("CodePackagePolicy");
  });

  it("has this application manifest, in which only its own parameters are in brackets", () => {
    const { typeName, version, applicationManifest } = packageOf({
      cpu: 0.5,
      memory: 256,
      port: 8181,
      secrets: { API_KEY: "s3cret" },
      registryCredentials: CREDENTIALS,
    });
    expect(typeName).toBe("webType");
    expect(toXml("ApplicationManifest", applicationManifest)).toBe(`<?xml version="1.0" encoding="utf-8"?>
<ApplicationManifest xmlns="http://schemas.microsoft.com/2011/01/fabric" ApplicationTypeName="webType" ApplicationTypeVersion="${version}">
  <Description>managed-by: podium, podium-stack: dev</Description>
  <Parameters>
    <Parameter Name="Secret_API_KEY" DefaultValue=""/>
    <Parameter Name="RegistryUser" DefaultValue=""/>
    <Parameter Name="RegistryPassword" DefaultValue=""/>
  </Parameters>
  <ServiceManifestImport>
    <ServiceManifestRef ServiceManifestName="WebPkg" ServiceManifestVersion="${version}"/>
    <EnvironmentOverrides CodePackageRef="Code">
      <EnvironmentVariable Name="API_KEY" Value="[Secret_API_KEY]"/>
    </EnvironmentOverrides>
    <Policies>
      <ContainerHostPolicies CodePackageRef="Code">
        <RepositoryCredentials AccountName="[RegistryUser]" Password="[RegistryPassword]" PasswordEncrypted="false"/>
        <HealthConfig IncludeDockerHealthStatusInSystemHealthReport="false" RestartContainerOnUnhealthyDockerHealthStatus="false"/>
        <PortBinding ContainerPort="8181" EndpointRef="Http"/>
      </ContainerHostPolicies>
      <ServicePackageResourceGovernancePolicy CpuCores="0.5" MemoryInMB="256"/>
      <ResourceGovernancePolicy CodePackageRef="Code" MemoryInMB="256"/>
      <CodePackagePolicy CodePackageRef="Code">
        <Probes>
          <Probe Type="Liveness" InitialDelaySeconds="5" PeriodSeconds="5" TimeoutSeconds="2" FailureThreshold="3" SuccessThreshold="1">
            <HttpGet Path="/healthz" Port="8181" Scheme="http"/>
          </Probe>
          <Probe Type="Readiness" InitialDelaySeconds="0" PeriodSeconds="2" TimeoutSeconds="1" FailureThreshold="2" SuccessThreshold="1">
            <HttpGet Path="/readyz" Port="8181" Scheme="http"/>
          </Probe>
        </Probes>
      </CodePackagePolicy>
    </Policies>
  </ServiceManifestImport>
</ApplicationManifest>
`);
  });

  it("has no parameters, overrides or login unless the workload needs them", () => {
    const { applicationManifest } = packageOf();
    const xml = toXml("ApplicationManifest", applicationManifest);
    expect(xml).not.toMatch(/<Parameter|<EnvironmentOverrides|<RepositoryCredentials/);
  });

  it("has a version that changes with its content only", () => {
    const { version } = packageOf();
    expect(version).toMatch(/^v1-[0-9a-f]{12}$/);
    expect(packageOf().version).toBe(version);
    expect(packageOf({ version: "v2" }).version).toMatch(/^v2-/);
    expect(packageOf({ memory: 256 }).version).not.toBe(version);
    expect(packageOf({ publicPort: 8086 }).version).not.toBe(version);
    expect(packageOf({}, { ...ENV, PORT: "8081" }).version).not.toBe(version);
    expect(packageOf({ secrets: { A: "one" } }).version).toBe(packageOf({ secrets: { A: "two" } }).version);
  });
});
