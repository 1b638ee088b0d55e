import type { LogOptions } from "./lines";

/**
 * How real an engine is. Results of one that only acts as the orchestrator say that programs and calls are right, and
 * nothing of the orchestrator's own behaviour.
 */
export type EngineKind = "real" | "emulator" | "stand-in";

/** What was found where an engine was looked for. */
export type Probe =
  | {
      reachable: true;
      /** The engine in its own words, e.g. `Docker Swarm`, `MiniStack`. */
      product: string;
      version: string;
      kind: EngineKind;
      /** Where it answers. */
      address: string;
      /** Whether it runs on this machine, so that using it costs nothing; others are only deployed to by name. */
      local: boolean;
    }
  | {
      reachable: false;
      /** What happened, in a sentence without secrets. */
      reason: string;
      /** The one command, or the one step, that gets it. */
      remedy: string;
    };

/** One running copy of the workload, as the engine sees it. */
export interface Instance {
  /** The engine's own id: a pod's name, a task's or an allocation's id. */
  id: string;
  /** `starting`, until it is first ready; `stopping`, from the moment that the engine wants it gone. */
  state: "starting" | "ready" | "unready" | "stopping" | "failed";
  /** The image as the engine tells it, by digest where the engine tells that. */
  image?: string;
  /** ISO 8601. */
  startedAt?: string;
  node?: string;
}

/** What the engine says of the latest update, in its own words; Podium's verdict does not rest on this alone. */
export interface Rollout {
  /** `rolled-back`: the engine has given up the new version by itself, or is about to. */
  state: "done" | "running" | "failed" | "rolled-back";
  detail: string;
}

/**
 * The running side of an orchestrator, through its own API; it finds the engine as that orchestrator's own tools do
 * (environment, kubeconfig, default ports). Nothing of it needs Pulumi. `reference` is the deployment's output.
 */
export interface Engine {
  /** Never throws, and answers within some 3 seconds. */
  probe(): Promise<Probe>;
  /** The instances that the engine has now, those on their way out included. Empty when nothing is deployed. */
  instances(reference: string): Promise<Instance[]>;
  rollout(reference: string): Promise<Rollout>;
  /**
   * Ends one instance as abruptly as the engine's API can. Where that is SIGKILL it is a crash; where SIGTERM comes first,
   * the process can still finish what it has begun. The orchestrator's `concepts.kill` tells which.
   */
  kill(reference: string, id: string): Promise<void>;
  /**
   * The lines that one instance has written, on stdout and stderr, in the order of their coming.
   * @throws Error with a reason, where the engine keeps no such log or does not have it yet.
   */
  logs(reference: string, id: string, options: LogOptions): AsyncIterable<string>;
}
