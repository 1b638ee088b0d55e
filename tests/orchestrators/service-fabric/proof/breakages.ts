import type { Breakages } from "../../kit";
import { twice } from "../../../proof/twice";

const IMPORT = "applicationManifest.ServiceManifestImport";
const POLICIES = `${IMPORT}.Policies`;

/** The same members in reverse order. */
const reversed = (element: object) => Object.fromEntries(Object.entries(element).reverse());

export const serviceFabric: Breakages = {
  ":ApplicationTypeVersion": [
    ["applicationManifest.xmlns"],
    ["applicationManifest.ApplicationTypeVersion", "another"],
    ["applicationManifest.Description", "who created it"],
    ["applicationManifest.Description.text", ""],
    [`${IMPORT}.ServiceManifestRef.ServiceManifestName`, "AnotherPkg"],
    [`${IMPORT}.EnvironmentOverrides.EnvironmentVariable.0.Name`, "OTHER"],
    ["applicationManifest.Parameters.Parameter.0.Name", "Secret_OTHER"],
    [`${POLICIES}.ContainerHostPolicies.CodePackageRef`, "Other"],
    [`${POLICIES}.ContainerHostPolicies.PortBinding.EndpointRef`, "Tcp"],
    [`${POLICIES}.ContainerHostPolicies.RepositoryCredentials.AccountName`, "[robot]"],
    [`${POLICIES}.ContainerHostPolicies.RepositoryCredentials.AccountName`, "robot"],
    [`${POLICIES}.ContainerHostPolicies.RepositoryCredentials.Password`, "pass"],
    [`${POLICIES}.ServicePackageResourceGovernancePolicy.CpuCores`, 0],
    [`${POLICIES}.ResourceGovernancePolicy.MemoryInMB`, 0],
    [`${POLICIES}.CodePackagePolicy.Probes.Probe.0.Type`, "Startup"],
    [`${POLICIES}.CodePackagePolicy.Probes.Probe.1.HttpGet.Port`, 0],
    ["serviceManifest.Name"],
    ["serviceManifest.CodePackage.EnvironmentVariables.EnvironmentVariable", twice],
    ["serviceManifest.CodePackage.EntryPoint.ContainerHost.ImageName.text", ""],
    ["serviceManifest.Resources.Endpoints.Endpoint.Protocol", "ftp"],
    ["serviceManifest.Resources.Endpoints.Endpoint.Port", 65536],
    // In the schema all three are sequences.
    ["applicationManifest", reversed],
    ["serviceManifest", reversed],
    ["serviceManifest.CodePackage", reversed],
  ],
  ":Application": [
    ["name", "podium"],
    ["typeVersion"],
    ["upgradePolicy.failureAction", "Stop"],
    ["upgradePolicy.upgradeDomainTimeout", 10],
    ["upgradePolicy.upgradeTimeout", 100],
  ],
  ":Service": [
    ["name", "fabric:/another/web"],
    ["instanceCount", 0],
    ["minInstancePercentage", 101],
    ["replaceSeconds", -1],
    ["scalingPolicy.minInstanceCount", 7],
    ["scalingPolicy.lowerLoadThreshold", 1],
    ["dnsName", "web podium"],
  ],
};
