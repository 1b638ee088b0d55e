import { secretParameter } from "../../../src/orchestrators/service-fabric/manifests";
import { toXml, type XmlElement } from "../../../src/orchestrators/service-fabric/xml";
import { inputsOf, type Reader, toRecord } from "../arrivals";

interface Probe {
  Type: string;
  InitialDelaySeconds: number;
  HttpGet: { Port: number; HttpHeader?: { Name: string; Value: string }[] };
}

interface Manifest {
  ServiceManifestImport: {
    Policies: {
      ServicePackageResourceGovernancePolicy: { CpuCores: number; MemoryInMB: number };
      CodePackagePolicy?: {
        Probes: { Probe: Probe[] };
      };
    };
  };
}

const decoded = (value: string) =>
  value
    .replace(/[\t\r\n]/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** A list as a node reads it from an element of a manifest's text. */
function listIn(manifest: string, element: string): string[] | undefined {
  const text = toXml("ServiceManifest", JSON.parse(manifest) as XmlElement);
  const [, found] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(text) ?? [];
  return found === undefined ? undefined : decoded(found).trim().split(",").filter(Boolean);
}

/** Variables as a cluster reads them from a manifest's text. */
function variablesIn(manifest: string): Record<string, string> {
  const text = toXml("ServiceManifest", JSON.parse(manifest) as XmlElement);
  const found = [...text.matchAll(/<EnvironmentVariable Name="([^"]*)" Value="([^"]*)"\/>/g)];
  return toRecord(found.map(([, name, value]) => ({ name: name!, value: decoded(value!) })));
}

const headersOf = (probe?: Probe) =>
  Object.fromEntries((probe?.HttpGet.HttpHeader ?? []).map(({ Name, Value }) => [Name, Value]));

export const arrived: Reader = (resources) => {
  const [type] = inputsOf<{ applicationManifest: string; serviceManifest: string }>(
    resources,
    ":ApplicationTypeVersion",
  );
  const { Policies } = (JSON.parse(type!.applicationManifest) as Manifest).ServiceManifestImport;
  const { CpuCores, MemoryInMB } = Policies.ServicePackageResourceGovernancePolicy;
  const probeOf = (type: string) =>
    Policies.CodePackagePolicy?.Probes.Probe.find(({ Type }) => Type === type);
  const health = probeOf("Liveness");
  const [application] = inputsOf<{ parameters: Record<string, string> }>(resources, ":Application");
  const prefix = secretParameter("");
  const [service] = inputsOf<{ instanceCount: number; replaceSeconds?: number }>(resources, ":Service");
  return {
    env: variablesIn(type!.serviceManifest),
    secrets: Object.fromEntries(
      Object.entries(application!.parameters)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length), value]),
    ),
    command: listIn(type!.serviceManifest, "EntryPoint"),
    args: listIn(type!.serviceManifest, "Commands"),
    checks: { health: health !== undefined, readiness: probeOf("Readiness") !== undefined },
    headers: { health: headersOf(health), readiness: headersOf(probeOf("Readiness")) },
    healthPort: health?.HttpGet.Port,
    readinessPort: probeOf("Readiness")?.HttpGet.Port,
    startSeconds: health?.InitialDelaySeconds,
    replaceSeconds: service!.replaceSeconds,
    folders: {},
    instances: service!.instanceCount,
    cpu: CpuCores,
    memory: MemoryInMB,
  };
};
