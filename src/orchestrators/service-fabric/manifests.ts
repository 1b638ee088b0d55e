import { createHash } from "node:crypto";
import type { Check, Workload } from "../../workload/workload";
import { typeNameOf } from "./names";
import type { XmlElement } from "./xml";

export const SERVICE_TYPE = "WebType";
/** The service package's name in its manifest, and its folder in the application package. */
const SERVICE_PACKAGE = "WebPkg";
const CODE_PACKAGE = "Code";
const ENDPOINT = "Http";
const NAMESPACE = "http://schemas.microsoft.com/2011/01/fabric";

/** An application package: its two manifests and the version in both. */
export interface ApplicationPackage {
  typeName: string;
  version: string;
  applicationManifest: XmlElement;
  serviceManifest: XmlElement;
}

/**
 * The workload as an application package. Its version is derived from its content, since a cluster never accepts
 * different content under a version that it knows.
 * @param image by digest.
 * @param env the environment variables of each instance except the secrets, which become parameters of the application.
 * @param labels who created it.
 */
export function applicationPackage(
  workload: Workload,
  image: string,
  env: Record<string, string>,
  labels: Record<string, string>,
): ApplicationPackage {
  const typeName = typeNameOf(workload.name);
  const manifests = (version: string) => ({
    applicationManifest: applicationManifest(workload, typeName, version, labels),
    serviceManifest: serviceManifest(workload, version, image, env),
  });
  const content = createHash("sha256").update(JSON.stringify(manifests("")));
  const version = `${workload.version}-${content.digest("hex").slice(0, 12)}`;
  return { typeName, version, ...manifests(version) };
}

// The application's parameters: what must not be in a manifest. Service Fabric takes `[NAME]` in the application's
// manifest for a parameter, so a user name belongs here, too: a parameter's value is never interpreted. See ApplyParameters
// in https://github.com/microsoft/service-fabric/blob/master/src/prod/src/managed/Api/src/System/Fabric/Management/ImageBuilder/ApplicationInstanceBuilder.cs
export const secretParameter = (variable: string) => `Secret_${variable}`;
export const USER_PARAMETER = "RegistryUser";
export const PASSWORD_PARAMETER = "RegistryPassword";

/** https://learn.microsoft.com/azure/service-fabric/service-fabric-get-started-containers */
function serviceManifest(
  workload: Workload,
  version: string,
  image: string,
  env: Record<string, string>,
): XmlElement {
  const { publicPort, secrets } = workload;
  // The application's manifest can only override a variable that is declared here. Here, `[NAME]` is just text.
  const variables = { ...env, ...Object.fromEntries(Object.keys(secrets).map((name) => [name, ""])) };
  return {
    xmlns: NAMESPACE,
    Name: SERVICE_PACKAGE,
    Version: version,
    ServiceTypes: { StatelessServiceType: { ServiceTypeName: SERVICE_TYPE, UseImplicitHost: true } },
    CodePackage: {
      Name: CODE_PACKAGE,
      Version: version,
      EntryPoint: { ContainerHost: { ImageName: { text: image }, ...started(workload) } },
      EnvironmentVariables: {
        EnvironmentVariable: Object.entries(variables).map(([Name, Value]) => ({ Name, Value })),
      },
    },
    Resources: {
      Endpoints: { Endpoint: { Name: ENDPOINT, UriScheme: "http", Protocol: "http", Port: publicPort } },
    },
  };
}

/**
 * What the container starts. A node splits both lists at their commas, and drops white space around each list:
 * https://github.com/microsoft/service-fabric/blob/master/src/prod/src/Hosting2/ContainerConfig.cpp
 */
function started({ command, args = [] }: Workload): XmlElement {
  const [program, ...first] = command ?? [];
  const all = [...first, ...args];
  return {
    Commands: all.length ? { text: all.join(",") } : undefined,
    EntryPoint: program === undefined ? undefined : { text: program },
  };
}

function applicationManifest(
  workload: Workload,
  typeName: string,
  version: string,
  labels: Record<string, string>,
): XmlElement {
  const { cpu, memory, port, health, readiness, registryCredentials: registry } = workload;
  const CodePackageRef = CODE_PACKAGE;
  const secrets = Object.keys(workload.secrets);
  const login = registry ? [USER_PARAMETER, PASSWORD_PARAMETER] : [];
  const probes = [
    // After a delay, so that a slow start is not taken for a hang.
    ...(health ? [probe("Liveness", health, port, workload.startSeconds ?? health.interval)] : []),
    ...(readiness ? [probe("Readiness", readiness, port, 0)] : []),
  ];
  const parameters = [...secrets.map(secretParameter), ...login];
  return {
    xmlns: NAMESPACE,
    ApplicationTypeName: typeName,
    ApplicationTypeVersion: version,
    Description: {
      text: Object.entries(labels)
        .map(([key, value]) => `${key}: ${value}`)
        .join(", "),
    },
    Parameters: parameters.length
      ? { Parameter: parameters.map((Name) => ({ Name, DefaultValue: "" })) }
      : undefined,
    ServiceManifestImport: {
      ServiceManifestRef: { ServiceManifestName: SERVICE_PACKAGE, ServiceManifestVersion: version },
      EnvironmentOverrides: secrets.length
        ? {
            CodePackageRef,
            EnvironmentVariable: secrets.map((Name) => ({ Name, Value: `[${secretParameter(Name)}]` })),
          }
        : undefined,
      Policies: {
        ContainerHostPolicies: {
          CodePackageRef,
          RepositoryCredentials: registry && {
            AccountName: `[${USER_PARAMETER}]`,
            Password: `[${PASSWORD_PARAMETER}]`,
            PasswordEncrypted: false,
          },
          // The probes below are the contract's; an image's own HEALTHCHECK must not interfere.
          HealthConfig: {
            IncludeDockerHealthStatusInSystemHealthReport: false,
            RestartContainerOnUnhealthyDockerHealthStatus: false,
          },
          PortBinding: { ContainerPort: port, EndpointRef: ENDPOINT },
        },
        ServicePackageResourceGovernancePolicy: { CpuCores: cpu, MemoryInMB: memory },
        ResourceGovernancePolicy: { CodePackageRef, MemoryInMB: memory },
        CodePackagePolicy: probes.length ? { CodePackageRef, Probes: { Probe: probes } } : undefined,
      },
    },
  };
}

/**
 * The port is the container's: https://github.com/microsoft/service-fabric/issues/977
 * https://learn.microsoft.com/azure/service-fabric/probes-codepackage
 */
const probe = (
  Type: string,
  { path, port, headers, interval, timeout, failures }: Check,
  ownPort: number,
  delay: number,
) => ({
  Type,
  InitialDelaySeconds: delay,
  PeriodSeconds: interval,
  TimeoutSeconds: timeout,
  FailureThreshold: failures,
  SuccessThreshold: 1,
  HttpGet: {
    Path: path,
    Port: port ?? ownPort,
    Scheme: "http",
    HttpHeader: headers && Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
  },
});
