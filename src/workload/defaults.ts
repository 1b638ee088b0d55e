import type { Workload } from "./workload";

/**
 * The defaults on every orchestrator. `name` and `publicPort` have no common one, and that of `group` is `user`. In a file of
 * their own: what a dynamic provider uses is written into Pulumi's state, and the schema cannot be.
 */
export const DEFAULTS = {
  version: "v1",
  replicas: 2,
  cpu: 0.25,
  memory: 128,
  port: 8080,
  env: {},
  secrets: {},
  health: { path: "/healthz", interval: 5, timeout: 2, failures: 3 },
  readiness: { path: "/readyz", interval: 2, timeout: 1, failures: 2 },
  stopSeconds: 20,
  update: { parallelism: 1, surge: 1, rollback: true },
  // The user "nonroot" of distroless images.
  user: 65532,
  init: false,
  readOnlyRootFilesystem: true,
  tmp: { size: 16, exec: false },
  writable: [],
} satisfies Omit<Workload, "name" | "publicPort" | "group">;
