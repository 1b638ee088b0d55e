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
 * Runs the stack programs in this process with mocks, one after the other: no Pulumi CLI, no daemon, no account.
 * @throws what a program throws, e.g. InvalidConfig.
 */
export async function planStacks(names: OrchestratorName[], config: Config = {}): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const name of names) {
    const { title, concepts, fidelity, stack, plannedOutputs } = ORCHESTRATORS[name];
    const recording = { project: `podium-${name}`, config: { ...config }, outputs: plannedOutputs };
    const { resources } = await record(recording, () => runProgram(stack));
    plans.push({ name, title, concepts, fidelity, resources });
  }
  return plans;
}

/** Plans with the defaults, for a comparison: a program that cannot be planned says why and stops none of the others. */
export async function planEach(names: OrchestratorName[]): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const name of names) {
    try {
      plans.push(...(await planStacks([name])));
    } catch (error) {
      const { title, concepts, fidelity } = ORCHESTRATORS[name];
      plans.push({ name, title, concepts, fidelity, resources: [], problem: reasonOf(error) });
    }
  }
  return plans;
}
