import { ORCHESTRATORS, type OrchestratorName } from "../src/orchestrators";
import { runProgram } from "../src/plan/programs";
import { record, type Recording } from "../src/plan/record";
import type { PlannedResource } from "../src/program/resources";

/** The keys of the contract whose values Pulumi encrypts. */
const SECRET_KEYS = ["podium:secrets", "podium:registryCredentials"];

/**
 * Runs an orchestrator's stack program with mocks, and returns its resources and outputs.
 * @param outputs stand in for the outputs of an engine, see `Recording`; by default, those of `podium plan`.
 */
export async function runStack(
  name: OrchestratorName,
  config: Record<string, string> = {},
  outputs: Recording["outputs"] = ORCHESTRATORS[name].plannedOutputs,
): Promise<{ resources: PlannedResource[]; result: Record<string, unknown> }> {
  const secretKeys = SECRET_KEYS.filter((key) => key in config);
  return record({ project: `podium-${name}`, config, secretKeys, outputs }, () =>
    runProgram(ORCHESTRATORS[name].stack),
  );
}

/** Like `runStack`, but returns only the resources. */
export const planStack = async (...args: Parameters<typeof runStack>): Promise<PlannedResource[]> =>
  (await runStack(...args)).resources;
