import { approximated, type Fidelity, native, unsupported } from "../../../src/workload/fidelity";

export const APP = "memory:index:App";

export const fidelity: Fidelity = {
  name: native(APP, "name"),
  image: native(APP, "image"),
  version: native(APP, "env.PODIUM_VERSION"),
  replicas: native(APP, "replicas"),
  cpu: native(APP, "cpu"),
  memory: native(APP, "memory"),
  port: native(APP, "port"),
  publicPort: native(APP, "publicPort"),
  env: native(APP, "env"),
  secrets: native(APP, "secrets"),
  health: native(APP, "health"),
  healthCommand: unsupported("not needed: the engine checks by HTTP"),
  readiness: approximated(APP, "readiness", "the engine checks once per second at most"),
  stopSeconds: native(APP, "stopSeconds"),
  parallelism: native(APP, "update.parallelism"),
  surge: native(APP, "update.surge"),
  rollback: native(APP, "update.rollback"),
  user: native(APP, "user"),
  readOnlyRootFilesystem: native(APP, "readOnlyRootFilesystem"),
  registryCredentials: unsupported("the engine pulls no images"),
  autoscaling: unsupported("the number of instances stays at `replicas`"),
  discovery: native(APP, "env.PODIUM_PEERS"),
  placement: unsupported("the engine has one node"),
  labels: native(APP, "labels"),
  logs: native(APP, "keepsLogs"),
  https: unsupported("the endpoint speaks HTTP"),
  registry: unsupported("the engine pulls no images"),
};
