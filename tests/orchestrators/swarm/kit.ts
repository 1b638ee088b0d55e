import type { Kit } from "../kit";
import { swarm as proof } from "./proof";
import { swarm as breakages } from "./proof/breakages";

const CONTAINER = "taskSpec.containerSpec";

export const kit: Kit = {
  bad: {
    "image-by-digest": [[`${CONTAINER}.image`, "podium:latest"]],
    "non-root": [
      [`${CONTAINER}.user`, undefined],
      [`${CONTAINER}.user`, "0"],
    ],
    limits: [
      ["taskSpec.resources", undefined],
      ["taskSpec.resources.limits.nanoCpus", undefined],
      ["taskSpec.resources.limits.memoryBytes", undefined],
    ],
    "health-check": [
      [`${CONTAINER}.healthcheck`, undefined],
      [`${CONTAINER}.healthcheck.tests`, ["NONE"]],
    ],
    "no-plain-secret": [[`${CONTAINER}.env.DB_PASSWORD`, "s3cret"]],
  },
  open: ["docker:index/service:Service", "endpointSpec.ports.1", { publishedPort: 9000 }],
  gentle: { none: ["registryCredentials"] },
  proof,
  breakages,
  answers: { "docker:index/secret:Secret": (name) => ({ name: `${name}-1a2b3c4` }) },
};
