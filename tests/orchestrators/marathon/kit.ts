import type { Kit } from "../kit";
import { marathon as proof } from "./proof";
import { marathon as breakages } from "./proof/breakages";

export const kit: Kit = {
  bad: {
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
  open: ["pulumi-nodejs:dynamic/marathon:App", "app.container.portMappings.0.hostPort", 31000],
  hasPlainSecrets: true,
  gentle: { new: ["replicas"], none: ["parallelism", "surge", "rollback"] },
  proof,
  breakages,
};
