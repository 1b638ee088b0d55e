const CHECK = {
  path: "Path of the request, which must be answered with 2xx.",
  interval: "Seconds from one check to the next.",
  timeout: "Seconds until a check without an answer has failed.",
  failures: "Failed checks in a row after which the verdict changes.",
  headers: "Headers of the request, such as Host. Nothing secret.",
  port: "The port of the request, if it is not that of all others.",
};

/**
 * The keys of the workload file and what they mean, for its JSON Schema and for the file that `podium init` writes, in the
 * order in which that has them. A part follows its key: `health.path`.
 */
export const DESCRIPTIONS = {
  name: "Name of everything that is created. By default, podium- and the stack's name.",
  image: "The image, by digest. By default, the sample image, which Podium builds.",
  version: "What the sample reports as its version. A change is an update.",
  replicas: "How many instances run.",
  cpu: "Cores of each instance.",
  memory: "Memory of each instance in MiB.",
  port: "Where the process listens, which the variable PORT tells it.",
  command:
    "What the image starts, instead of its own entry point and CMD: a program and its first arguments.",
  args: "Its arguments, instead of the image's own CMD.",
  env: "Environment variables. Nothing secret: this file is plain text.",
  health: "An instance that fails this check is restarted. With none, only one that ends by itself is.",
  ...inside("health", {
    ...CHECK,
    command:
      "A program in the image and its arguments, for orchestrators that have no HTTP check of an instance.",
  }),
  readiness:
    "An instance that fails this check gets no requests. With none, it gets some as soon as it runs.",
  ...inside("readiness", CHECK),
  startSeconds: "Seconds that a process may take to start before a failing health check restarts it.",
  stopSeconds: "Seconds that a process has to end before it is killed.",
  replaceSeconds:
    "Seconds for a node that no longer answers to come back before its instances are replaced on others.",
  update: "How a new version replaces the old one.",
  ...inside("update", {
    parallelism: "Instances replaced at once.",
    surge: "Instances that may run beyond replicas meanwhile. 0 stops an old one first.",
    rollback: "Whether the orchestrator goes back when the new version does not become healthy.",
  }),
  user: "The user ID that the process runs as, never 0.",
  group:
    "Its group ID. By default, user's value; 0 for an image made for any user, whose files belong to that group.",
  stopSignal:
    "The signal that asks the process to end. By default, the one that the image names, or else SIGTERM.",
  init: "Whether an init is process 1, which ends orphans, for a program that starts others and does not wait for them.",
  readOnlyRootFilesystem: "Whether the process can write to /tmp and the folders in writable only.",
  tmp: "The folder /tmp, which is empty when an instance starts.",
  ...inside("tmp", {
    size: "Its size in MiB, which most orchestrators count against memory.",
    exec: "Whether programs can be run from it, such as the native libraries that a JVM unpacks.",
  }),
  writable: "Further folders that the process can write to, each as large as /tmp, and empty like it.",
  autoscaling: "Lets the number of instances follow the load.",
  ...inside("autoscaling", {
    min: "Instances, at least.",
    max: "Instances, at most.",
    cpuPercent: "The CPU use to keep, as a percentage of cpu.",
  }),
} as Record<string, string>;

function inside(key: string, parts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).map(([part, text]) => [`${key}.${part}`, text]));
}
