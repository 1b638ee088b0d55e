import type { LogOptions } from "./lines";

/**
 * How real an engine is. Results from one that only acts as the orchestrator show that programs and calls are right, and
 * nothing about the orchestrator's own behaviour.
 */
export type EngineKind = "real" | "emulator" | "stand-in";

/** What was found at the other end of a connection. */
export type Probe =
  | {
      reachable: true;
      /** The engine in its own words, e.g. `MiniStack`. */
      product: string;
      version: string;
      kind: EngineKind;
      /** Where it responds, without credentials. */
      address: string;
      /** Identifies this engine among all others, even if it moves to another address: a cluster's id, an account. */
      identity: string;
      /**
       * Whether it provably runs on this machine, so that using it is free and needs no question. A loopback address is
       * no proof: a tunnel to production also ends there.
       */
      local: boolean;
    }
  | {
      reachable: false;
      /** What happened, in one sentence without secrets. */
      reason: string;
      /** The one command, or the one step, that fixes it. */
      remedy: string;
    };

/** One running copy of the workload, as the engine sees it. */
export interface Instance {
  /** The engine's own id: a pod's name, a task's or an allocation's id. */
  id: string;
  /** `starting` until it is first ready; `stopping` from the moment that the engine wants it gone. */
  state: "starting" | "ready" | "unready" | "stopping" | "failed";
  /** The image as the engine reports it, by digest where it reports that. */
  image?: string;
  /** ISO 8601. */
  startedAt?: string;
  /** The name of the machine that it runs on, where the engine shows that. */
  node?: string;
  /** What fails together with it beside its node, in the engine's own terms: an availability zone, a fault domain. */
  zone?: string;
}

/** A machine of an engine's cluster. */
export interface ClusterNode {
  /** As in `Instance.node`: what users of the engine call it. */
  name: string;
  zone?: string;
  /** `draining`: no instance is to run there, as before maintenance. `down`: the engine has lost it. */
  state: "ready" | "draining" | "down";
  /** Whether it takes part in controlling the cluster, so that its loss is another experiment. */
  isManager: boolean;
  /** Its address in the cluster's network, where the engine tells. */
  address?: string;
  /** Cores that it has for instances, where the engine tells. */
  cores?: number;
  /** MiB of memory that it has for instances, where the engine tells. */
  memory?: number;
}

/** What the engine says about the latest update, in its own words; Podium's verdict does not rest on this alone. */
export interface Rollout {
  /** `rolled-back`: the engine has abandoned the new version on its own, or is about to. */
  state: "done" | "running" | "failed" | "rolled-back";
  detail: string;
}

/** Something on an engine that was made for a workload, in the terms of the Pulumi provider that makes it. */
export interface Owned {
  /** The resource's type in Pulumi, e.g. `docker:index/service:Service`. */
  type: string;
  /** The resource's id in Pulumi. */
  id: string;
  /** What users of the engine call it, e.g. `service podium-dev`. */
  name: string;
  /** A command that removes it without Pulumi. */
  remove: string;
  /** Outputs in Pulumi by which the provider deletes it, if the id is not enough. */
  outputs?: Record<string, string>;
}

/** How long a node may take to be drained. */
export interface DrainLimits {
  /** Seconds within which the instances are to move. */
  seconds: number;
  /** Ends waiting for an engine that does not let them move yet. */
  stop: AbortSignal;
}

/**
 * A client of one running orchestrator, through its own API and bound to one connection. It needs no Pulumi.
 * `reference` is the deployment's output.
 */
export interface Engine {
  /** Never throws, and answers within about 3 seconds. */
  probe(): Promise<Probe>;
  /**
   * The instances that the engine has now, including those that are stopping. Empty when nothing is deployed.
   * @throws Error if the engine does not tell: that is never taken for "none".
   */
  instances(reference: string): Promise<Instance[]>;
  /**
   * The machines of the cluster as they are now. Empty where users see none; the orchestrator's `concepts.node` says why.
   * @throws Error if the engine does not tell.
   */
  nodes(): Promise<ClusterNode[]>;
  rollout(reference: string): Promise<Rollout>;
  /**
   * Ends one instance as abruptly as the engine's API can. SIGKILL makes it a crash; where SIGTERM comes first, the
   * process can still finish what it has begun. The orchestrator's `concepts.kill` says which.
   */
  kill(reference: string, id: string): Promise<void>;
  /**
   * Those of these instances that `kill` can end, where that depends on the node that one runs on.
   * @throws Error that says why, if there is none.
   */
  withinReach?(instances: Instance[]): Promise<Instance[]>;
  /**
   * Keeps new instances off a node and moves the deployment's own elsewhere, as before maintenance; what else moves, the
   * orchestrator's `drains` says. Resolves when the engine has agreed to all of it, which is not yet when they have moved.
   * @param node its name, as in `ClusterNode`.
   * @returns what was done, in the engine's words.
   * @throws Error if the engine refuses, or does not agree in time.
   */
  drain?(reference: string, node: string, limits: DrainLimits): Promise<string>;
  /** Lets new instances onto a node again; a node that is not drained stays as it is. */
  undrain?(node: string): Promise<void>;
  /**
   * The lines that one instance has written to stdout and stderr, in order.
   * @throws Error with a reason if the engine keeps no such log or does not have it yet.
   */
  logs(reference: string, id: string, options: LogOptions): AsyncIterable<string>;
  /**
   * Everything that the engine has for the workload of this name, by Podium's labels, or by its name where the engine
   * keeps no labels, whether or not a stack knows of it.
   */
  owned(workload: string): Promise<Owned[]>;
  /** Removes what the engine itself leaves behind of a workload that is gone. Undefined where it leaves nothing. */
  tidy?(workload: string): Promise<void>;
  /** Closes its connections. */
  close(): void;
}
