import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../orchestrators";
import { planEach, planStack } from "../../plan";
import { inFull, sideBySide } from "../plans";

/**
 * Shows the programs' resources, concepts and fidelity side by side; a single one in full.
 * @returns the exit code: 0 if all of them could be planned.
 */
export async function plan(names: OrchestratorName[], { json }: { json?: boolean }): Promise<number> {
  const plans =
    names.length === 1
      ? [await planStack(names[0]!)]
      : await planEach(names.length ? names : ORCHESTRATOR_NAMES);
  if (json) console.log(JSON.stringify(plans, null, 2));
  else console.log(plans.length === 1 ? inFull(plans[0]!) : sideBySide(plans));
  return plans.some(({ problem }) => problem) ? 1 : 0;
}
