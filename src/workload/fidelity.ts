/** Every item of the contract, and the configuration that sets it. */
export const CONTRACT = {
  name: "name",
  image: "image",
  version: "version",
  replicas: "replicas",
  cpu: "cpu",
  memory: "memory",
  port: "port",
  publicPort: "publicPort",
  command: "command",
  args: "args",
  env: "env",
  secrets: "secrets",
  health: "health",
  healthPort: "health.port",
  healthHeaders: "health.headers",
  healthCommand: "health.command",
  healthNone: "health: none",
  readiness: "readiness",
  readinessPort: "readiness.port",
  readinessHeaders: "readiness.headers",
  readinessNone: "readiness: none",
  startSeconds: "startSeconds",
  stopSeconds: "stopSeconds",
  replaceSeconds: "replaceSeconds",
  parallelism: "update.parallelism",
  surge: "update.surge",
  rollback: "update.rollback",
  user: "user",
  group: "group",
  stopSignal: "stopSignal",
  init: "init",
  readOnlyRootFilesystem: "readOnlyRootFilesystem",
  tmpSize: "tmp.size",
  tmpExec: "tmp.exec",
  writable: "writable",
  registryCredentials: "registryCredentials",
  autoscaling: "autoscaling",
} as const;

export type ContractItem = keyof typeof CONTRACT;

/** What every deployment provides without being configured to, in the words of the tables. */
export const PROVISIONS = {
  discovery: "discovery",
  placement: "placement",
  labels: "labels",
  logs: "logs",
  https: "HTTPS",
  registry: "registry",
} as const;

/** The rows of the matrix: what is asked for, and what is provided all the same. */
export const MATRIX = { ...CONTRACT, ...PROVISIONS };

export type MatrixItem = keyof typeof MATRIX;

/** Where an item goes: a property of a resource that the deployment makes. */
export interface Property {
  /** The Pulumi type token, e.g. `random:index/randomString:RandomString`. */
  type: string;
  /** The input's path, e.g. `spec.replicas`; it leads into texts of JSON, too: `containerDefinitions.0.cpu`. */
  path: string;
}

/** How faithfully an orchestrator expresses one item of the matrix. */
export type ItemFidelity =
  /** The orchestrator means the same. */
  | { level: "native"; property: Property; effect?: string }
  /** It means something near; `effect` tells a user the difference. */
  | { level: "approximated"; property: Property; effect: string }
  /** It has nothing of the kind; `effect` tells a user what happens instead. */
  | { level: "unsupported"; effect: string };

/** All items: none of the workload is ever dropped in silence. */
export type Fidelity = Record<MatrixItem, ItemFidelity>;

/** `effect` only where a user should know something all the same. */
export const native = (type: string, path: string, effect?: string): ItemFidelity => ({
  level: "native",
  property: { type, path },
  ...(effect && { effect }),
});

export const approximated = (type: string, path: string, effect: string): ItemFidelity => ({
  level: "approximated",
  property: { type, path },
  effect,
});

export const unsupported = (effect: string): ItemFidelity => ({ level: "unsupported", effect });
