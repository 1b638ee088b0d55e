import type { Kit } from "../kit";
import { nomad as proof } from "./proof";
import { nomad as breakages } from "./proof/breakages";

const TASK = "jobspec.TaskGroups.0.Tasks.0";

export const kit: Kit = {
  bad: {
    "image-by-digest": [[`${TASK}.Config.image`, "podium:latest"]],
    "non-root": [
      [`${TASK}.User`, undefined],
      [`${TASK}.User`, "root"],
    ],
    limits: [[`${TASK}.Resources`, undefined]],
    "health-check": [[`${TASK}.Services`, []]],
    "no-plain-secret": [[`${TASK}.Env.DB_PASSWORD`, "s3cret"]],
  },
  open: ["nomad:index/job:Job", "jobspec.TaskGroups.0.Networks.0.ReservedPorts", [{ Value: 9000 }]],
  gentle: {
    new: ["replicas"],
    none: [
      "publicPort",
      "health",
      "readiness",
      "readinessNone",
      "healthHeaders",
      "readinessHeaders",
      "startSeconds",
      "parallelism",
      "surge",
      "rollback",
      "autoscaling",
    ],
  },
  proof,
  breakages,
  everything: { "nomad:region": "eu" },
  // The nodes' own limit, which differs between clusters.
  largest: { "podium-nomad:maxStopSeconds": "120" },
  odd: { "nomad:address": "unix:///var/run/nomad.sock", "podium-nomad:namespace": "apps" },
};
