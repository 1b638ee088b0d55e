import type { Container, PolicyReaders, Props } from "../policies";

type OneOrMore<T> = T | T[];

/** The manifests are JSON of elements: an attribute is a plain value, a child element an object or several. */
interface ServiceManifest {
  CodePackage?: {
    Name: string;
    EntryPoint?: { ContainerHost?: { ImageName?: { text?: string } } };
    EnvironmentVariables?: Variables;
  };
  Resources?: { Endpoints?: { Endpoint?: OneOrMore<{ Port?: number }> } };
}

interface ApplicationManifest {
  ServiceManifestImport?: {
    EnvironmentOverrides?: Variables;
    Policies?: {
      ServicePackageResourceGovernancePolicy?: { CpuCores?: number };
      ResourceGovernancePolicy?: { MemoryInMB?: number };
      CodePackagePolicy?: { Probes?: { Probe?: OneOrMore<{ Type: string }> } };
    };
  };
}

interface Variables {
  EnvironmentVariable?: OneOrMore<{ Name: string; Value: string; Type?: string }>;
}

const TYPE = "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion";

export const policies: PolicyReaders = {
  containers: { [TYPE]: containersOf },
  openings: { [TYPE]: portsOf },
};

/** The container of an application type: its limits and probes are in the application's manifest. */
function containersOf(props: Props): Container[] {
  const { CodePackage: code } = manifest<ServiceManifest>(props, "serviceManifest");
  const { ServiceManifestImport: imported } = manifest<ApplicationManifest>(props, "applicationManifest");
  const policies = imported?.Policies;
  const probes = listOf(policies?.CodePackagePolicy?.Probes?.Probe);
  return [
    {
      name: code?.Name ?? "code package",
      image: code?.EntryPoint?.ContainerHost?.ImageName?.text,
      cpu: policies?.ServicePackageResourceGovernancePolicy?.CpuCores,
      memory: policies?.ResourceGovernancePolicy?.MemoryInMB,
      healthCheck: probes.some(({ Type }) => Type === "Liveness"),
      env: { ...plain(code?.EnvironmentVariables), ...plain(imported?.EnvironmentOverrides, PARAMETER) },
    },
  ];
}

/** The nodes open the ports of the endpoints. */
function portsOf(props: Props): number[] {
  const { Resources } = manifest<ServiceManifest>(props, "serviceManifest");
  return listOf(Resources?.Endpoints?.Endpoint).flatMap(({ Port }) => Port ?? []);
}

const manifest = <T>(props: Props, name: string) => JSON.parse(String(props[name])) as T;

/** One element, several or none, as a list. */
const listOf = <T>(elements: OneOrMore<T> | undefined): T[] =>
  elements === undefined ? [] : ([elements].flat() as T[]);

/** An override's value that names a parameter of the application, e.g. `[Secret_API_KEY]`. */
const PARAMETER = /^\[.*\]$/;

/** Encrypted values and references have a type of their own. */
function plain(variables: Variables | undefined, reference?: RegExp): Record<string, string> {
  const all = listOf(variables?.EnvironmentVariable).filter(
    ({ Value, Type = "PlainText" }) => Type === "PlainText" && !reference?.test(Value),
  );
  return Object.fromEntries(all.map(({ Name, Value }) => [Name, Value]));
}
