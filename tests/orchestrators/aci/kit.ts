import type { Kit } from "../kit";
import { aci as proof } from "./proof";
import { aci as breakages } from "./proof/breakages";

const CONTAINER = "containers.0";

export const kit: Kit = {
  conditions: {
    placement: { "podium-aci:zones": "1,2,3" },
    registry: { "podium-aci:registry": "acr" },
  },
  bad: {
    "image-by-digest": [[`${CONTAINER}.image`, "podium@sha256:abc"]],
    limits: [
      [`${CONTAINER}.resources.limits.cpu`, undefined],
      [`${CONTAINER}.resources.limits.memoryInGB`, undefined],
    ],
    "health-check": [[`${CONTAINER}.livenessProbe`, undefined]],
    "no-plain-secret": [[`${CONTAINER}.environmentVariables.0`, { name: "DB_PASSWORD", value: "s3cret" }]],
  },
  open: ["azure-native:containerinstance:ContainerGroup", "ipAddress.ports.1", { port: 9000 }],
  gentle: { new: ["replicas"], none: ["parallelism"] },
  proof,
  breakages,
  answers: {
    "azure-native:resources:ResourceGroup": (_, { resourceGroupName }) => ({ name: resourceGroupName }),
    "azure-native:containerregistry:Registry": (_, { registryName }) => ({
      loginServer: `${String(registryName)}.azurecr.io`,
    }),
    "azure-native:managedidentity:UserAssignedIdentity": () => ({
      principalId: "12345678-1234-1234-1234-123456789012",
    }),
  },
  // Otherwise that of whoever runs the tests.
  surroundings: { "azure-native:subscriptionId": "12345678-1234-1234-1234-123456789012" },
  everything: { "podium-aci:zones": "1,2,3", "podium-aci:registry": "acr" },
};
