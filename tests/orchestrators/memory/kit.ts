import { z } from "zod";
import type { Kit } from "../kit";
import { APP } from "./fidelity";

const check = z.strictObject({
  path: z.string().startsWith("/"),
  interval: z.int().positive(),
  timeout: z.int().positive(),
  failures: z.int().positive(),
  headers: z.record(z.string(), z.string()).optional(),
  port: z.int().positive().optional(),
});

const app = z.strictObject({
  cluster: z.string(),
  name: z.string(),
  image: z.string(),
  replicas: z.int().positive(),
  cpu: z.number().positive(),
  memory: z.int().positive(),
  port: z.int().positive(),
  publicPort: z.int().positive(),
  command: z.array(z.string().min(1)).min(1).optional(),
  args: z.array(z.string().min(1)).min(1).optional(),
  extraPorts: z.array(z.int().positive()),
  env: z.record(z.string(), z.string()),
  secrets: z.record(z.string(), z.string()),
  health: check.optional(),
  readiness: check.optional(),
  startSeconds: z.int().positive().optional(),
  stopSeconds: z.int().positive(),
  replaceSeconds: z.int().nonnegative().optional(),
  update: z.strictObject({
    parallelism: z.int().positive(),
    surge: z.int().nonnegative(),
    rollback: z.boolean(),
  }),
  stopSignal: z.string().startsWith("SIG").optional(),
  group: z.int().nonnegative(),
  init: z.boolean(),
  user: z.int().positive(),
  readOnlyRootFilesystem: z.boolean(),
  writable: z.array(z.string().startsWith("/")),
  tmp: z.strictObject({ size: z.int().positive(), exec: z.boolean() }),
  labels: z.record(z.string(), z.string()),
  keepsLogs: z.boolean(),
});

export const kit: Kit = {
  bad: {
    "image-by-digest": [["image", "podium:latest"]],
    "non-root": [["user", 0]],
    limits: [["memory", undefined]],
    "health-check": [["health", undefined]],
    "no-plain-secret": [["env.DB_PASSWORD", "s3cret"]],
  },
  open: [APP, "extraPorts", [9000]],
  gentle: {
    new: ["replicas"],
    none: [
      "publicPort",
      "readiness",
      "readinessNone",
      "readinessHeaders",
      "readinessPort",
      "parallelism",
      "surge",
      "rollback",
    ],
  },
  proof: { bodies: { [APP]: (content) => [{ content, rules: app }] } },
  breakages: {
    ":App": [
      ["replicas", 0],
      ["image", undefined],
    ],
  },
};
