import type { Input } from "@pulumi/pulumi";

/** How an orchestrator finds out something about an instance: an HTTP GET that must answer 2xx. */
export interface Check {
  /** Absolute path, e.g. `/healthz`. */
  path: string;
  /** Seconds from one check to the next. */
  interval: number;
  /** Seconds until a check without an answer has failed. */
  timeout: number;
  /** Failed checks in a row after which the verdict changes. */
  failures: number;
  /** Of the request, by name, in plain text. */
  headers?: Record<string, string>;
  /** Where the process answers it; undefined where it answers everything else. */
  port?: number;
}

/** A check that can also be a command, where an orchestrator has no HTTP check of an instance. */
export interface HealthCheck extends Check {
  /** A program in the image and its arguments, run without a shell: exits with 0 when the instance is healthy. */
  command?: string[];
}

/** How a new version replaces the old one. */
export interface Update {
  /** Instances replaced at once. */
  parallelism: number;
  /** Instances that may run beyond `replicas` meanwhile. 0 stops an old one first. */
  surge: number;
  /** Whether the orchestrator goes back by itself when the new version does not become healthy. */
  rollback: boolean;
}

/** What a process can do in `/tmp`. */
export interface Tmp {
  /** MiB. */
  size: number;
  /** Whether it can run programs from it. */
  exec: boolean;
}

/** Replicas that follow the load. */
export interface Autoscaling {
  min: number;
  max: number;
  /** The CPU use, as a percentage of `cpu`, that the orchestrator tries to keep. */
  cpuPercent: number;
}

/** How to log in to a private registry. */
export interface RegistryCredentials {
  /** Host and port, e.g. `registry.example.com:5000`. */
  server: string;
  username: string;
  password: Input<string>;
}

/** The contract: what is to run, in words that belong to no orchestrator. */
export interface Workload {
  /** A DNS label; names everything that is made. */
  name: string;
  /** What `/api/info` answers as its version; changing it is an update. */
  version: string;
  replicas: number;
  /** Cores. */
  cpu: number;
  /** MiB. */
  memory: number;
  /** Where the process listens inside its container. */
  port: number;
  /** Where the world reaches it. */
  publicPort: number;
  /** Replaces the image's entry point, and its CMD with it: a program in the image and its first arguments. */
  command?: string[];
  /** Replaces the image's CMD: the arguments of the entry point. */
  args?: string[];
  env: Record<string, string>;
  /** Reach the process as `NAME` or, where the orchestrator only has files, as `NAME_FILE`. */
  secrets: Record<string, Input<string>>;
  /** Fails: the instance is restarted. Undefined: only an instance that ends by itself is. */
  health?: HealthCheck;
  /** Fails: the instance gets no requests, but lives. Undefined: it gets some as soon as it runs. */
  readiness?: Check;
  /**
   * Seconds that a process may take to start: until then, a failing health check has no consequences. Undefined leaves it to
   * what each orchestrator's program has always allowed.
   */
  startSeconds?: number;
  /** Seconds from the stop signal to SIGKILL. */
  stopSeconds: number;
  /**
   * Seconds from when the engine gives up a node that no longer answers to when the node's instances are replaced on others.
   * Undefined leaves it to the engine.
   */
  replaceSeconds?: number;
  update: Update;
  /** The user id that the process runs as; never 0. */
  user: number;
  /** The group id of the process; 0 gives it the files of images that are made for any user. */
  group: number;
  /** What asks the process to end, e.g. `SIGQUIT`. By default, the signal that the image names, or else SIGTERM. */
  stopSignal?: string;
  /** Whether process 1 is an init, which ends orphans and passes signals on, instead of the image's own program. */
  init: boolean;
  readOnlyRootFilesystem: boolean;
  /** The folder `/tmp`, which is writable and empty when an instance starts. */
  tmp: Tmp;
  /** Absolute paths of further folders of the same size, from which no programs can be run. None contains another. */
  writable: string[];
  registryCredentials?: RegistryCredentials;
  autoscaling?: Autoscaling;
}
