import { describe, expect, it } from "vitest";
import { applicationPackage } from "../../../src/orchestrators/service-fabric/manifests";
import { policies } from "../../../src/orchestrators/service-fabric/policies";
import type { XmlElement } from "../../../src/orchestrators/service-fabric/xml";
import { IMAGE, workloadOf } from "../../program";

const TYPE = "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion";

const propsOf = (serviceManifest: XmlElement, applicationManifest: XmlElement = {}) => ({
  serviceManifest: JSON.stringify(serviceManifest),
  applicationManifest: JSON.stringify(applicationManifest),
});
const deployed = applicationPackage(
  workloadOf({ cpu: 0.5, memory: 256, secrets: { API_KEY: "s3cret" } }),
  IMAGE,
  { PORT: "8080", LITERAL: "[text]" },
  {},
);

describe("the policies' readers for Service Fabric", () => {
  const containers = policies.containers[TYPE]!;
  const openings = policies.openings[TYPE]!;

  it("read the container that the deployment creates, without the values of secrets", () => {
    expect(containers(propsOf(deployed.serviceManifest, deployed.applicationManifest))).toEqual([
      {
        name: "Code",
        image: IMAGE,
        cpu: 0.5,
        memory: 256,
        healthCheck: true,
        env: { PORT: "8080", LITERAL: "[text]", API_KEY: "" },
      },
    ]);
  });

  it("read the least that manifests can have", () => {
    expect(containers(propsOf({}))).toEqual([
      {
        name: "code package",
        image: undefined,
        cpu: undefined,
        memory: undefined,
        healthCheck: false,
        env: {},
      },
    ]);
    expect(openings(propsOf({}))).toEqual([]);
  });

  it("do not take a readiness probe for a health check", () => {
    const Policies = { CodePackagePolicy: { Probes: { Probe: { Type: "Readiness" } } } };
    const [container] = containers(propsOf({}, { ServiceManifestImport: { Policies } }));
    expect(container!.healthCheck).toBe(false);
  });

  it("read plain values of overrides, but no encrypted ones and no parameters", () => {
    const EnvironmentVariable = [
      { Name: "PLAIN", Value: "s3cret" },
      { Name: "ALSO", Value: "s3cret", Type: "PlainText" },
      { Name: "SEALED", Value: "MIIB", Type: "Encrypted" },
      { Name: "PARAMETER", Value: "[Secret_A]" },
    ];
    const [container] = containers(
      propsOf({}, { ServiceManifestImport: { EnvironmentOverrides: { EnvironmentVariable } } }),
    );
    expect(container!.env).toEqual({ PLAIN: "s3cret", ALSO: "s3cret" });
  });

  it("read the ports of one endpoint, or of several", () => {
    expect(openings(propsOf(deployed.serviceManifest))).toEqual([8085]);
    const Endpoint = [{ Port: 8084 }, { Name: "dynamic" }, { Port: 9000 }];
    expect(openings(propsOf({ Resources: { Endpoints: { Endpoint } } }))).toEqual([8084, 9000]);
  });
});
