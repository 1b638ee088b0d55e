import { reasonOf } from "../common/reason";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Concepts } from "../orchestrators/orchestrator";
import type { PlannedResource } from "../program/resources";
import type { Fidelity } from "../workload/fidelity";
import type { Config } from "../workload/settings";
import { runProgram } from "./programs";
import { record } from "./record";

/** What one orchestrator's program would create, and how faithfully that expresses the contract. */
export interface Plan {
  name: OrchestratorName;
  title: string;
  concepts: Concepts;
  fidelity: Fidelity;
  resources: PlannedResource[];
  /** Why the program cannot be planned; then there are no resources. */
  problem?: string;
}

/**
 * Runs a stack's program in this process with mocks: no Pulumi CLI, no daemon, no account. One must end before the next
 * begins.
 * @param workloadFile the path of one for the program to read; by default it reads none.
 * @throws what the program throws, e.g. InvalidConfig.
 */
export async function planStack(
  name: OrchestratorName,
  config: Config = {},
  workloadFile?: string,
): Promise<Plan> {
  const { title, concepts, fidelity, stack, plannedOutputs } = ORCHESTRATORS[name];
  const recording = {
    project: `podium-${name}`,
    config: { ...config },
    outputs: plannedOutputs,
    workloadFile,
  };
  const { resources } = await record(recording, () => runProgram(stack));
  return { name, title, concepts, fidelity, resources };
}

/**
 * Plans for a comparison: a program that cannot be planned says why and stops none of the others.
 * @param configOf the configuration of each; by default there is none.
 * @param workloadFile see `planStack`.
 */
export async function planEach(
  names: OrchestratorName[],
  configOf: (name: OrchestratorName) => Config = () => ({}),
  workloadFile?: string,
): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const name of names) {
    try {
      plans.push(await planStack(name, configOf(name), workloadFile));
    } catch (error) {
      const { title, concepts, fidelity } = ORCHESTRATORS[name];
      plans.push({ name, title, concepts, fidelity, resources: [], problem: reasonOf(error) });
    }
  }
  return plans;
}
