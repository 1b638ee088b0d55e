import type { Report } from "../automation/stacks";
import type { StackOutputs } from "../verdict/verify";
import type { OrchestratorName } from "../orchestrators";
import type { Probe } from "../orchestrators/engine";
import type { Orchestrator } from "../orchestrators/orchestrator";
import type { Workload } from "../workload/workload";

/** What a drill changes of the contract; variables are added to those that there are. */
export interface Change {
  version?: string;
  replicas?: number;
  env?: Record<string, string>;
}

/**
 * What drills work on: the deployment of one orchestrator, changed through Pulumi alone. Whatever is to be changed is
 * written down first, so that `restore` can put it back even after this process has ended.
 */
export interface Site {
  readonly name: OrchestratorName;
  readonly orchestrator: Orchestrator;
  /** The engine, or why it cannot be asked: then only its endpoints tell what happens. */
  readonly probe: Probe;
  /** The contract as it was found. */
  readonly workload: Workload;
  /** As Pulumi last told them. */
  readonly outputs: StackOutputs;
  /** Changes what is configured, and nothing yet of what runs. */
  configure(change: Change): Promise<void>;
  /**
   * Makes what runs what is configured; resolves when Pulumi is done, which is not yet the verdict.
   * @throws Failure with what Pulumi says.
   */
  up(report: Report): Promise<void>;
  /** Takes the deployment away. Resolves when the engine has no instance of it left. */
  remove(report: Report): Promise<void>;
  /**
   * Puts the deployment back as it was found.
   * @throws Failure if that did not succeed.
   */
  restore(report: Report): Promise<void>;
}
