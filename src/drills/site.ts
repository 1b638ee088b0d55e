import type { Progress } from "../common/progress";
import type { OrchestratorName } from "../orchestrators";
import type { Engine, Probe } from "../orchestrators/engine";
import type { Orchestrator } from "../orchestrators/orchestrator";
import type { Autoscaling, Workload } from "../workload/workload";
import type { StackOutputs } from "../program/outputs";
import type { TakenNode } from "./takenNodes";

/** A drill's change to the workload; environment variables are added to the existing ones. */
export interface Change {
  version?: string;
  /** By digest; only for a deployment of an image of one's own. */
  image?: string;
  replicas?: number;
  autoscaling?: Autoscaling;
  env?: Record<string, string>;
}

/**
 * What drills work on: the deployment of one orchestrator, changed only through Pulumi. Its original state is recorded
 * before the first change, so that it can be restored even after this process has ended.
 */
export interface Site {
  readonly name: OrchestratorName;
  readonly orchestrator: Orchestrator;
  /** The engine that the stack is deployed to. */
  readonly engine: Engine;
  /** The engine, or why it cannot be reached; then only the endpoints show what happens. */
  readonly probe: Probe;
  /** The workload as it was found. */
  readonly workload: Workload;
  /** The stack's outputs after the latest update. */
  readonly outputs: StackOutputs;
  /** Changes the configuration only, not yet what runs. */
  configure(change: Change): Promise<void>;
  /**
   * Applies the configuration; resolves when Pulumi has finished, which is not yet the verdict.
   * @throws Failure with Pulumi's message.
   */
  up(report: Progress): Promise<void>;
  /**
   * Takes a node out of service, by `action`. How it is given back is recorded first.
   * @throws whatever `action` throws; the node may be out of service nevertheless.
   */
  takeNode(node: TakenNode, action: () => Promise<void>): Promise<void>;
  /**
   * Gives back the node that was taken, if any; `restore` does, too.
   * @throws Failure if that did not succeed.
   */
  giveNodeBack(report: Progress): Promise<void>;
  /** Removes the deployment. Resolves when the engine has no instance of it left. */
  remove(report: Progress): Promise<void>;
  /**
   * Restores the deployment as it was found, and gives back the node that was taken.
   * @throws Failure if that did not succeed.
   */
  restore(report: Progress): Promise<void>;
}
