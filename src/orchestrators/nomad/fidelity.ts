import { approximated, type Fidelity, native, unsupported } from "../../workload/fidelity";

const JOB = "nomad:index/job:Job";
const GROUP = "jobspec.TaskGroups.0";
const TASK = `${GROUP}.Tasks.0`;

export const fidelity: Fidelity = {
  name: native(JOB, "jobspec.ID"),
  image: native(JOB, `${TASK}.Config.image`),
  version: native(JOB, "jobspec.Meta.version"),
  replicas: native(JOB, `${GROUP}.Count`),
  cpu: approximated(
    JOB,
    `${TASK}.Resources.CPU`,
    "Nomad measures CPU in MHz: the limit is exact on nodes with the clock speed in the setting `mhzPerCore`, and higher " +
      "or lower on others",
  ),
  memory: native(JOB, `${TASK}.Resources.MemoryMB`),
  port: native(
    JOB,
    `${GROUP}.Networks.0.DynamicPorts.0.To`,
    "below 1024, the nodes need Docker 20.10 or later",
  ),
  publicPort: native(
    JOB,
    `${GROUP}.Networks.0.ReservedPorts.0.Value`,
    "opened on every Linux node by HAProxy in a second job, since Nomad has no load balancer; 1024 or higher; changing it " +
      "restarts HAProxy, so the endpoint is down for half a second",
  ),
  command: native(JOB, `${TASK}.Config.entrypoint`),
  args: native(JOB, `${TASK}.Config.args`),
  env: native(JOB, `${TASK}.Env`, "but for a variable called `node`, which Nomad keeps for itself"),
  secrets: native("nomad:index/variable:Variable", "items"),
  health: native(JOB, `${TASK}.Services.0.Checks.0`),
  healthPort: native(
    JOB,
    `${TASK}.Services.0.Checks.0.PortLabel`,
    "as a second port of the node for each instance, as its first is: not published, but open to who reaches the nodes",
  ),
  healthHeaders: native(JOB, `${TASK}.Services.0.Checks.0.Header`),
  healthCommand: unsupported("not needed: tasks are checked by HTTP, see `health`"),
  healthNone: native(
    JOB,
    `${TASK}.Services.0.Checks`,
    "no health check: an instance is restarted only when its process ends",
  ),
  readiness: approximated(
    JOB,
    `${TASK}.Services.0.Checks.1`,
    "in Nomad, only updates wait for it, and service discovery lists unready instances, too: HAProxy runs the same check " +
      "and takes them out of rotation, but peers still find them; changing it restarts HAProxy, as `publicPort` does",
  ),
  readinessPort: approximated(
    JOB,
    `${TASK}.Services.0.Checks.1.PortLabel`,
    "as a second port of the node, as for health, see `health.port`. Updates wait for the check, but HAProxy cannot make it: " +
      "it checks only whether an instance accepts connections, and Nomad only whether HAProxy does",
  ),
  readinessHeaders: native(
    JOB,
    `${TASK}.Services.0.Checks.1.Header`,
    "HAProxy sends them, too; changing them restarts it, as `publicPort` does",
  ),
  readinessNone: approximated(
    JOB,
    `${TASK}.Services.0.Checks`,
    "HAProxy then checks only whether an instance accepts connections, and Nomad only whether HAProxy does; changing it " +
      "restarts HAProxy, as `publicPort` does",
  ),
  startSeconds: native(
    JOB,
    `${TASK}.Services.0.Checks.0.CheckRestart.Grace`,
    "30 unless it is set; an update gives an instance up that is not healthy 60 s later",
  ),
  stopSeconds: native(
    JOB,
    `${TASK}.KillTimeout`,
    "at most 30 s unless the nodes' `max_kill_timeout` is higher; SIGTERM follows 3 s after an instance has left the service",
  ),
  // Not `disconnect`: with `lost_after` Nomad replaces at once, or with `replace = false` never. `stop_on_client_after` delays
  // it, but has nodes stop what runs on them when their heartbeat or all servers are late, and nothing starts it again.
  // https://developer.hashicorp.com/nomad/docs/job-specification/disconnect
  replaceSeconds: unsupported(
    "instances are replaced as soon as the servers give their node up, `heartbeat_grace`, by default 10 s, after a heartbeat " +
      "was due; what still runs on a node that is cut off ends when the node is back. What could delay that would also end " +
      "healthy instances",
  ),
  parallelism: native(JOB, "jobspec.Update.MaxParallel"),
  surge: approximated(
    JOB,
    "jobspec.Update.Canary",
    "extra instances start only once, as canaries: when they are healthy, they replace as many old ones; the rest is " +
      "replaced in place, `parallelism` at a time, each new instance starting after its old one has ended; only a surge of " +
      "`replicas` keeps all instances serving",
  ),
  rollback: native(
    JOB,
    "jobspec.Update.AutoRevert",
    "a rollback is a new version of the job, with the previous content",
  ),
  user: native(JOB, `${TASK}.User`),
  group: native(JOB, `${TASK}.User`),
  stopSignal: native(
    JOB,
    `${TASK}.KillSignal`,
    "those that Nomad does not know, such as SIGRTMIN+3, are refused",
  ),
  init: native(JOB, `${TASK}.Config.init`),
  readOnlyRootFilesystem: native(
    JOB,
    `${TASK}.Config.readonly_rootfs`,
    "/alloc, /local and /secrets, which Nomad adds to every instance, and /tmp stay writable",
  ),
  tmpSize: native(
    JOB,
    `${TASK}.Config.mount.0.tmpfs_options.0.size`,
    "in memory: what is in it counts against `memory`",
  ),
  tmpExec: approximated(
    JOB,
    `${TASK}.Config.mount.0.source`,
    "with `true`, /tmp is a folder on the node's disk, since Docker lets no programs be run from a tmpfs of Nomad's; its " +
      "size only counts when an instance is placed, and is not enforced",
  ),
  writable: native(
    JOB,
    `${TASK}.Config.mount.1`,
    "in memory, like /tmp; not /alloc, /local or /secrets, which Nomad itself adds",
  ),
  registryCredentials: native(
    JOB,
    `${TASK}.Config.auth`,
    "the password is stored with the secrets, so the process sees it, too, as PODIUM_REGISTRY_PASSWORD",
  ),
  autoscaling: approximated(
    JOB,
    `${GROUP}.Scaling`,
    "needs the Nomad Autoscaler, a separate agent; `replicas` is then only the initial number",
  ),
  discovery: native(
    JOB,
    `${TASK}.Templates.0`,
    "a file of all addresses, which native service discovery keeps up to date, including those of unready instances",
  ),
  placement: native(JOB, "jobspec.Spreads", "over datacenters and nodes, as far as there is room"),
  labels: native(JOB, "jobspec.Meta", "on both jobs; a variable cannot have any"),
  logs: native(
    JOB,
    `${TASK}.LogConfig`,
    "on the node (`nomad alloc logs`), at most 2 files of 10 MB each for stdout and for stderr, as long as Nomad " +
      "remembers the allocation",
  ),
  https: unsupported("HAProxy has no certificate; a load balancer in front of the nodes can terminate TLS"),
  registry: unsupported(
    "not created: the nodes must be able to pull the image from the registry in its name",
  ),
};
