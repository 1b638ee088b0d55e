import type { Container } from "../../../policies/containers";

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

/** A value that names a parameter of the application, e.g. `[Secret_API_KEY]`. */
const PARAMETER = /^\[.*\]$/;

export const serviceManifestOf = (props: Record<string, unknown>) =>
  JSON.parse(String(props["serviceManifest"])) as ServiceManifest;

/** One element, several or none, as a list. */
export const listOf = <T>(elements: OneOrMore<T> | undefined): T[] =>
  elements === undefined ? [] : ([elements].flat() as T[]);

/** The container of an application type: its limits and probes are in the application's manifest. */
export function serviceFabric(props: Record<string, unknown>): Container[] {
  const { CodePackage: code } = serviceManifestOf(props);
  const { ServiceManifestImport: imported } = JSON.parse(
    String(props["applicationManifest"]),
  ) as ApplicationManifest;
  const policies = imported?.Policies;
  const probes = listOf(policies?.CodePackagePolicy?.Probes?.Probe);
  return [
    {
      name: code?.Name ?? "code package",
      image: code?.EntryPoint?.ContainerHost?.ImageName?.text,
      cpu: policies?.ServicePackageResourceGovernancePolicy?.CpuCores,
      memory: policies?.ResourceGovernancePolicy?.MemoryInMB,
      healthCheck: probes.some(({ Type }) => Type === "Liveness"),
      env: { ...plain(code?.EnvironmentVariables), ...plain(imported?.EnvironmentOverrides) },
    },
  ];
}

/** Encrypted values and references have a type of their own. */
function plain(variables?: Variables): Record<string, string> {
  const all = listOf(variables?.EnvironmentVariable);
  return Object.fromEntries(
    all
      .filter(({ Value, Type = "PlainText" }) => Type === "PlainText" && !PARAMETER.test(Value))
      .map(({ Name, Value }) => [Name, Value]),
  );
}
