import { z } from "zod";
import { count, filled, whole } from "../../../proof/rules";
import type { Body, Proof } from "../../../proof/proof";
import { applicationManifest, serviceManifest } from "./manifests";

/**
 * Holds the manifests against the rules of Service Fabric's XML schema, which is in no package, and the inputs of the
 * resources against those of its REST API. The provider's own tests cover what it does with these inputs.
 */
export const serviceFabric: Proof = {
  bodies: {
    "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion": ({
      __provider: _code,
      applicationManifest,
      serviceManifest,
      ...rest
    }): Body[] => [
      {
        content: {
          ...rest,
          applicationManifest: JSON.parse(String(applicationManifest)) as unknown,
          serviceManifest: JSON.parse(String(serviceManifest)) as unknown,
        },
        rules: typeVersion,
      },
    ],
    "pulumi-nodejs:dynamic/serviceFabric:Application": ({ __provider: _code, ...content }): Body[] => [
      { content, rules: application },
    ],
    "pulumi-nodejs:dynamic/serviceFabric:Service": ({ __provider: _code, ...content }): Body[] => [
      { content, rules: service },
    ],
  },
};

const endpoint = z.url({ protocol: /^https?$/ });
const fabricName = (parts: number) =>
  z.string().regex(new RegExp(`^fabric:(/[A-Za-z0-9][A-Za-z0-9._-]*){${parts}}$`), "not a name");

/** Everything has the same version: otherwise a reference leads nowhere. */
const typeVersion = z
  .strictObject({
    endpoint,
    typeName: filled,
    version: filled,
    applicationManifest,
    serviceManifest,
  })
  .refine(({ typeName, version, applicationManifest: manifest, serviceManifest: { Name, Version } }) => {
    const { ServiceManifestRef: reference } = manifest.ServiceManifestImport;
    return (
      manifest.ApplicationTypeName === typeName &&
      [manifest.ApplicationTypeVersion, Version, reference.ServiceManifestVersion].every(
        (each) => each === version,
      ) &&
      reference.ServiceManifestName === Name
    );
  }, "the manifests do not refer to each other")
  .refine(
    ({ applicationManifest: { ServiceManifestImport }, serviceManifest: { CodePackage, Resources } }) => {
      const { Policies, EnvironmentOverrides: overrides } = ServiceManifestImport;
      const declared = CodePackage.EnvironmentVariables.EnvironmentVariable.map(({ Name }) => Name);
      return (
        Policies.ContainerHostPolicies.PortBinding.EndpointRef === Resources.Endpoints.Endpoint.Name &&
        [
          Policies.ContainerHostPolicies,
          Policies.ResourceGovernancePolicy,
          Policies.CodePackagePolicy,
          overrides,
        ].every((each) => !each || each.CodePackageRef === CodePackage.Name) &&
        // An override needs a declaration in the service's manifest.
        (overrides?.EnvironmentVariable ?? []).every(({ Name }) => declared.includes(Name))
      );
    },
    "a policy refers to something that the service's manifest does not have",
  );

/**
 * All times are seconds. The cluster refuses a timeout that leaves no time for the health checks.
 * https://learn.microsoft.com/azure/service-fabric/service-fabric-application-upgrade-parameters
 */
const upgradePolicy = z
  .strictObject({
    failureAction: z.enum(["Rollback", "Manual"]),
    healthCheckWait: count(),
    healthCheckStable: count(),
    healthCheckRetry: count(),
    upgradeDomainTimeout: count(1),
    upgradeTimeout: count(1),
    upgradeReplicaSetCheckTimeout: count(),
  })
  .refine(
    (all) =>
      all.upgradeDomainTimeout > all.healthCheckWait + Math.max(all.healthCheckStable, all.healthCheckRetry),
    "no time for the health checks",
  )
  .refine(({ upgradeDomainTimeout, upgradeTimeout }) => upgradeDomainTimeout <= upgradeTimeout, {
    error: "less time for all domains than for one",
  });

/** https://learn.microsoft.com/rest/api/servicefabric/sfclient-model-applicationdescription */
const application = z.strictObject({
  endpoint,
  name: fabricName(1),
  typeName: filled,
  typeVersion: filled,
  parameters: z.record(filled, z.string()),
  upgradePolicy,
});

/** https://learn.microsoft.com/rest/api/servicefabric/sfclient-model-averagepartitionloadscalingtrigger */
const scalingPolicy = z
  .strictObject({
    minInstanceCount: count(1),
    maxInstanceCount: count(1),
    metricName: z.enum(["servicefabric:/_CpuCores", "servicefabric:/_MemoryInMB"]),
    lowerLoadThreshold: z.number().positive(),
    upperLoadThreshold: z.number().positive(),
    scaleInterval: count(1),
  })
  .refine((all) => all.minInstanceCount <= all.maxInstanceCount, "a minimum above the maximum")
  .refine((all) => all.lowerLoadThreshold < all.upperLoadThreshold, "no load between the thresholds");

/** https://learn.microsoft.com/rest/api/servicefabric/sfclient-model-statelessservicedescription */
const service = z
  .strictObject({
    endpoint,
    applicationName: fabricName(1),
    name: fabricName(2),
    serviceTypeName: z.literal("WebType"),
    // https://learn.microsoft.com/azure/service-fabric/service-fabric-dnsservice
    dnsName: z
      .string()
      .max(255)
      .regex(/^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/),
    instanceCount: count(1),
    minInstancePercentage: whole(0, 100),
    scalingPolicy: scalingPolicy.optional(),
    replaceSeconds: whole(0, 2 ** 32 - 1).optional(),
    patience: z.strictObject({ stable: count(), retry: count(), timeout: count(1) }),
  })
  .refine(({ name, applicationName }) => name.startsWith(`${applicationName}/`), "of another application");
