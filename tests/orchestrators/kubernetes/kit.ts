import type { Kit } from "../kit";
import { kubernetes as proof } from "./proof";
import { kubernetes as breakages } from "./proof/breakages";

const CONTAINER = "spec.template.spec.containers.0";

export const kit: Kit = {
  bad: {
    "image-by-digest": [[`${CONTAINER}.image`, "registry.example.com/podium:1.0"]],
    "non-root": [
      ["spec.template.spec.securityContext.runAsUser", 0],
      ["spec.template.spec.securityContext", undefined],
      [`${CONTAINER}.securityContext.runAsUser`, 0],
    ],
    limits: [
      [`${CONTAINER}.resources`, undefined],
      [`${CONTAINER}.resources.limits.cpu`, undefined],
    ],
    "health-check": [[`${CONTAINER}.livenessProbe`, undefined]],
    "no-plain-secret": [[`${CONTAINER}.env.0`, { name: "DB_PASSWORD", value: "s3cret" }]],
  },
  open: ["kubernetes:core/v1:Service", "spec", { type: "NodePort", ports: [{ port: 1, nodePort: 30090 }] }],
  gentle: { new: ["replicas", "autoscaling"], none: ["publicPort", "parallelism", "surge"] },
  proof,
  breakages,
  odd: { "podium-kubernetes:serviceType": "LoadBalancer" },
  answers: {
    "kubernetes:core/v1:Secret": (name, { metadata }) => ({
      metadata: { ...(metadata as Record<string, unknown>), name: `${name}-1a2b3c4d` },
    }),
  },
};
