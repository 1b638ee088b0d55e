const LIMITS = "the contract limits cpu and memory, and nothing else";
const NETWORK = "each orchestrator's own network is used, in which instances find each other";
const ADDRESSES = "names and addresses of containers are the orchestrator's";
const HOST = "an orchestrator's machines are not this one";
const RIGHTS = "an instance has no rights beyond those of its user";
const LABELS = "Podium labels what it creates itself";
const HOOKS = "do it in the image's entry point";
const BUILDS = "build and push the image yourself";

/**
 * Keys of a service that get lost, and why or what to do instead. The rest is in `service.ts`; a test holds that both
 * together are all that the schema has.
 */
export const LOST: Record<string, string> = {
  annotations: LABELS,
  attach: "podium logs shows what it prints",
  blkio_config: LIMITS,
  build: BUILDS,
  cap_add: RIGHTS,
  cap_drop: "the contract has no list of capabilities",
  cgroup: HOST,
  cgroup_parent: HOST,
  configs: "put the file into the image, or its content into env",
  container_name: ADDRESSES,
  cpu_count: LIMITS,
  cpu_percent: LIMITS,
  cpu_period: LIMITS,
  cpu_quota: LIMITS,
  cpu_rt_period: LIMITS,
  cpu_rt_runtime: LIMITS,
  cpu_shares: LIMITS,
  cpuset: LIMITS,
  credential_spec: HOST,
  develop: "is for docker compose watch",
  device_cgroup_rules: HOST,
  devices: HOST,
  dns: NETWORK,
  dns_opt: NETWORK,
  dns_search: NETWORK,
  domainname: ADDRESSES,
  external_links: NETWORK,
  extra_hosts: NETWORK,
  gpus: "the contract has no GPUs",
  group_add: "the contract has no further groups",
  hostname: ADDRESSES,
  ipc: HOST,
  isolation: HOST,
  label_file: LABELS,
  labels: LABELS,
  logging: "each orchestrator's own logging is used: podium logs reads it",
  mac_address: ADDRESSES,
  mem_reservation: "Podium reserves what it limits",
  mem_swappiness: LIMITS,
  memswap_limit: LIMITS,
  models: "run the model elsewhere, and give its address in env",
  network_mode: NETWORK,
  networks: NETWORK,
  oom_kill_disable: LIMITS,
  oom_score_adj: LIMITS,
  pid: HOST,
  pids_limit: LIMITS,
  platform: "the engine's machines decide: the image must be for them",
  post_start: HOOKS,
  pre_stop: HOOKS,
  privileged: RIGHTS,
  provider: "is for Docker Compose alone",
  pull_policy: "an image by digest never changes",
  pull_refresh_after: "an image by digest never changes",
  runtime: HOST,
  security_opt: "the contract has no security options",
  shm_size: LIMITS,
  stdin_open: "nothing is attached to an instance",
  storage_opt: LIMITS,
  sysctls: HOST,
  tty: "nothing is attached to an instance",
  ulimits: LIMITS,
  use_api_socket: HOST,
  userns_mode: HOST,
  uts: HOST,
  volumes_from: "no data is shared between instances: keep it in a database or an object store",
  working_dir: "the contract has no working directory: the image's own is used",
};

/** Keys whose value `false` is what Podium does anyway. */
export const FALSE_ANYWAY = new Set([
  "privileged",
  "stdin_open",
  "tty",
  "oom_kill_disable",
  "use_api_socket",
]);

/** The same for `deploy`, apart from what `deploy.ts` takes. */
export const LOST_OF_DEPLOY: Record<string, string> = {
  endpoint_mode: NETWORK,
  labels: LABELS,
  placement: "each orchestrator places instances itself",
  rollback_config: "going back is done as the update is",
};

/** The same for the file's other keys. */
export const LOST_OF_FILE: Record<string, string> = {
  version: "is obsolete: Compose ignores it, too",
  name: "the service's name is used",
  networks: NETWORK,
  volumes: "no data is kept: keep it in a database or an object store",
  secrets: "see the service's secrets",
  configs: "see the service's configs",
  models: "run the model elsewhere, and give its address in env",
};
