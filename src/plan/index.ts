import type { Fidelity } from "../workload/fidelity";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Concepts } from "../orchestrators/orchestrator";
import { runProgram } from "./programs";
import { type PlannedResource, record, type Recording } from "./record";

/** What one orchestrator's program would make, and how faithfully that expresses the contract. */
export interface Plan {
  name: OrchestratorName;
  title: string;
  concepts: Concepts;
  fidelity: Fidelity;
  resources: PlannedResource[];
}

/**
 * What resources answer that whole documents are made from: a task definition of ECS names its secrets, a role's policy
 * what it may write to. Were that unknown, so would be the documents.
 */
const OUTPUTS: Recording["outputs"] = {
  "aws:cloudwatch/logGroup:LogGroup": (name) => ({ arn: `(ARN of ${name})` }),
  "aws:secretsmanager/secretVersion:SecretVersion": (name) => ({
    arn: `(ARN of ${name})`,
    versionId: `(version of ${name})`,
  }),
};

/**
 * Runs the stack programs in this process with mocks, one after the other: no Pulumi CLI, no daemon, no account.
 * @throws what a program throws, e.g. InvalidWorkload.
 */
export async function planStacks(
  names: OrchestratorName[],
  config: Record<string, string> = {},
): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const name of names) {
    const { title, concepts, fidelity } = ORCHESTRATORS[name];
    const { resources } = await record({ project: `podium-${name}`, config, outputs: OUTPUTS }, () =>
      runProgram(name),
    );
    plans.push({ name, title, concepts, fidelity, resources });
  }
  return plans;
}
