import type { OrchestratorName } from "../../src/orchestrators";
import type { PlannedResource } from "../../src/plan/record";

/** A property's path in a resource of this type, into texts of JSON, too, and a value that makes it a bad example. */
export type Spoilt = [path: string, value: unknown];

const KUBERNETES = "spec.template.spec.containers.0";
const NOMAD = "jobspec.TaskGroups.0.Tasks.0";
const SERVICE_FABRIC = "applicationManifest.ServiceManifestImport.Policies";
const VARIABLE = { name: "DB_PASSWORD", value: "s3cret" };

/** For each policy on each orchestrator that it applies to, what violates it. */
export const BAD: Record<OrchestratorName, Record<string, Spoilt[]>> = {
  ecs: {
    "image-by-digest": [["containerDefinitions.0.image", "podium:latest"]],
    "non-root": [
      ["containerDefinitions.0.user", undefined],
      ["containerDefinitions.0.user", "0:0"],
    ],
    limits: [
      ["cpu", undefined],
      ["containerDefinitions.0.memory", undefined],
    ],
    "health-check": [
      ["containerDefinitions.0.healthCheck", undefined],
      ["containerDefinitions.0.healthCheck", { command: ["NONE"] }],
    ],
    "no-plain-secret": [["containerDefinitions.0.environment.0", VARIABLE]],
  },
  aci: {
    "image-by-digest": [["containers.0.image", "podium@sha256:abc"]],
    limits: [["containers.0.resources.limits.cpu", undefined]],
    "health-check": [["containers.0.livenessProbe", undefined]],
    "no-plain-secret": [["containers.0.environmentVariables.0", VARIABLE]],
  },
  "service-fabric": {
    "image-by-digest": [
      ["serviceManifest.CodePackage.EntryPoint.ContainerHost.ImageName.text", "podium"],
      ["serviceManifest.CodePackage.EntryPoint", undefined],
    ],
    limits: [
      [`${SERVICE_FABRIC}.ServicePackageResourceGovernancePolicy`, undefined],
      [`${SERVICE_FABRIC}.ResourceGovernancePolicy.MemoryInMB`, undefined],
    ],
    "health-check": [[`${SERVICE_FABRIC}.CodePackagePolicy.Probes.Probe`, { Type: "Readiness" }]],
    "no-plain-secret": [
      [
        "serviceManifest.CodePackage.EnvironmentVariables.EnvironmentVariable.0",
        { Name: "DB_PASSWORD", Value: "s3cret" },
      ],
      [
        "applicationManifest.ServiceManifestImport.EnvironmentOverrides",
        { EnvironmentVariable: { Name: "API_TOKEN", Value: "s3cret" } },
      ],
    ],
  },
  kubernetes: {
    "image-by-digest": [[`${KUBERNETES}.image`, "registry.example.com/podium:1.0"]],
    "non-root": [
      ["spec.template.spec.securityContext.runAsUser", 0],
      ["spec.template.spec.securityContext", undefined],
      [`${KUBERNETES}.securityContext.runAsUser`, 0],
    ],
    limits: [
      [`${KUBERNETES}.resources`, undefined],
      [`${KUBERNETES}.resources.limits.cpu`, undefined],
    ],
    "health-check": [[`${KUBERNETES}.livenessProbe`, undefined]],
    "no-plain-secret": [[`${KUBERNETES}.env.0`, VARIABLE]],
  },
  marathon: {
    "image-by-digest": [["app.container.docker.image", "podium:latest"]],
    "non-root": [
      ["app.container.docker.parameters", []],
      ["app.container.docker.parameters.0.value", "root"],
    ],
    limits: [
      ["app.cpus", undefined],
      ["app.mem", undefined],
    ],
    "health-check": [["app.healthChecks", []]],
    "no-plain-secret": [["app.env.DB_PASSWORD", "s3cret"]],
  },
  nomad: {
    "image-by-digest": [[`${NOMAD}.Config.image`, "podium:latest"]],
    "non-root": [
      [`${NOMAD}.User`, undefined],
      [`${NOMAD}.User`, "root"],
    ],
    limits: [[`${NOMAD}.Resources`, undefined]],
    "health-check": [[`${NOMAD}.Services`, []]],
    "no-plain-secret": [[`${NOMAD}.Env.DB_PASSWORD`, "s3cret"]],
  },
  swarm: {
    "image-by-digest": [["taskSpec.containerSpec.image", "podium:latest"]],
    "non-root": [
      ["taskSpec.containerSpec.user", undefined],
      ["taskSpec.containerSpec.user", "0"],
    ],
    limits: [["taskSpec.resources", undefined]],
    "health-check": [
      ["taskSpec.containerSpec.healthcheck", undefined],
      ["taskSpec.containerSpec.healthcheck.tests", ["NONE"]],
    ],
    "no-plain-secret": [["taskSpec.containerSpec.env.DB_PASSWORD", "s3cret"]],
  },
};

/** For each orchestrator, what makes of the first resource of a type one that opens another port than the endpoint's. */
export const OPEN: Record<OrchestratorName, [type: string, ...Spoilt]> = {
  ecs: ["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "toPort", 65535],
  aci: ["azure-native:containerinstance:ContainerGroup", "ipAddress.ports.1", { port: 9000 }],
  "service-fabric": [
    "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion",
    "serviceManifest.Resources.Endpoints.Endpoint",
    [{ Port: 8084 }, { Port: 9000 }],
  ],
  kubernetes: [
    "kubernetes:core/v1:Service",
    "spec",
    { type: "NodePort", ports: [{ port: 1, nodePort: 30090 }] },
  ],
  marathon: ["pulumi-nodejs:dynamic/marathon:App", "app.container.portMappings.0.hostPort", 31000],
  nomad: ["nomad:index/job:Job", "jobspec.TaskGroups.0.Networks.0.ReservedPorts", [{ Value: 9000 }]],
  swarm: ["docker:index/service:Service", "endpointSpec.ports.1", { publishedPort: 9000 }],
};

/** The resource with another value at a path. */
export function spoil({ type, name, inputs }: PlannedResource, [path, value]: Spoilt): PlannedResource {
  return { type, name, inputs: replace(inputs, path.split("."), value) as Record<string, unknown> };
}

function replace(inside: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof inside === "string") return JSON.stringify(replace(JSON.parse(inside), [key, ...rest], value));
  const copy = (Array.isArray(inside) ? [...inside] : { ...(inside as object) }) as Record<string, unknown>;
  copy[key] = replace(copy[key], rest, value);
  return copy;
}
