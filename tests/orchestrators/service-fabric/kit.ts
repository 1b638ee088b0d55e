import type { Kit } from "../kit";
import { serviceFabric as proof } from "./proof";
import { serviceFabric as breakages } from "./proof/breakages";

const POLICIES = "applicationManifest.ServiceManifestImport.Policies";

export const kit: Kit = {
  bad: {
    "image-by-digest": [
      ["serviceManifest.CodePackage.EntryPoint.ContainerHost.ImageName.text", "podium"],
      ["serviceManifest.CodePackage.EntryPoint", undefined],
    ],
    limits: [
      [`${POLICIES}.ServicePackageResourceGovernancePolicy`, undefined],
      [`${POLICIES}.ResourceGovernancePolicy.MemoryInMB`, undefined],
    ],
    "health-check": [[`${POLICIES}.CodePackagePolicy.Probes.Probe`, { Type: "Readiness" }]],
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
  open: [
    "pulumi-nodejs:dynamic/serviceFabric:ApplicationTypeVersion",
    "serviceManifest.Resources.Endpoints.Endpoint",
    [{ Port: 8084 }, { Port: 9000 }],
  ],
  gentle: { new: ["replicas"], none: ["replaceSeconds", "parallelism", "rollback", "autoscaling"] },
  proof,
  breakages,
};
