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
    "Nomad counts MHz: the limit is exact on nodes with the clock that the setting mhzPerCore names, and more or less " +
      "than asked for on others",
  ),
  memory: native(JOB, `${TASK}.Resources.MemoryMB`),
  port: native(JOB, `${GROUP}.Networks.0.DynamicPorts.0.To`),
  publicPort: native(
    JOB,
    `${GROUP}.Networks.0.ReservedPorts.0.Value`,
    "opened on every (Linux) node by a second job with HAProxy, for Nomad has no load balancer; 1024 or above; another " +
      "port restarts HAProxy: half a second without an endpoint",
  ),
  env: native(
    JOB,
    `${TASK}.Env`,
    "Nomad replaces its own variables in values, such as ${NOMAD_ALLOC_ID} or ${attr.kernel.name}",
  ),
  secrets: native("nomad:index/variable:Variable", "items"),
  health: native(JOB, `${TASK}.Services.0.Checks.0`),
  readiness: approximated(
    JOB,
    `${TASK}.Services.0.Checks.1`,
    "Nomad lets only updates wait for it, and its service discovery tells unready instances, too: HAProxy has the same " +
      "check and takes them out, and peers find them all; another check restarts HAProxy, as another port does",
  ),
  stopSeconds: native(
    JOB,
    `${TASK}.KillTimeout`,
    "at most 30 s unless the nodes' max_kill_timeout is higher; SIGTERM comes 3 s after an instance has left the service",
  ),
  parallelism: native(JOB, "jobspec.Update.MaxParallel"),
  surge: approximated(
    JOB,
    "jobspec.Update.Canary",
    "so many new instances start in excess, once: when they are healthy, old ones go for them, and the rest is replaced " +
      "in place, `parallelism` at a time, each new one starting when its old one has ended; only a surge of `replicas` " +
      "keeps all instances serving",
  ),
  rollback: native(
    JOB,
    "jobspec.Update.AutoRevert",
    "going back is a new version of the job, with the old content",
  ),
  user: native(JOB, `${TASK}.User`),
  readOnlyRootFilesystem: native(
    JOB,
    `${TASK}.Config.readonly_rootfs`,
    "/alloc, /local and /secrets, which Nomad adds to every instance, and /tmp stay writable",
  ),
  registryCredentials: native(
    JOB,
    `${TASK}.Config.auth`,
    "the password is kept with the secrets, so the process sees it, too, as PODIUM_REGISTRY_PASSWORD",
  ),
  autoscaling: approximated(
    JOB,
    `${GROUP}.Scaling`,
    "needs the Nomad Autoscaler, an agent of its own; `replicas` is then only the number to begin with",
  ),
  discovery: native(
    JOB,
    `${TASK}.Templates.0`,
    "a file of all addresses, which native service discovery keeps up to date; unready instances are among them",
  ),
  placement: native(JOB, "jobspec.Spreads", "over datacenters and over nodes, as far as there is room"),
  labels: native(JOB, "jobspec.Meta", "of both jobs; a variable can carry none"),
  logs: native(
    JOB,
    `${TASK}.LogConfig`,
    "on the node, at most 2 files of 10 MB for each of its two streams (`nomad alloc logs`), as long as Nomad remembers " +
      "the allocation",
  ),
  https: unsupported(
    "HAProxy on the nodes is given no certificate; one belongs to the load balancer before them",
  ),
  registry: unsupported(
    "none is made: nodes pull the image from the registry that it names, which they have to reach",
  ),
};
