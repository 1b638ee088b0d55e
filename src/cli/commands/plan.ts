import colours from "picocolors";
import { costLines } from "../../cost/line";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../orchestrators";
import { planEach } from "../../plan";
import { configurationNote, planConfigured, refuseProblems } from "../configured";
import { inFull, sideBySide } from "../plans";

export interface PlanOptions {
  json?: boolean;
  /** Ignores the workload file and the stacks' configuration. */
  defaults?: boolean;
}

/**
 * Shows the programs' resources, concepts and fidelity side by side; a single one in full. Stacks are planned
 * as they are configured here, in the workload file, too, which is reported.
 * @returns the exit code: 0 if all of them could be planned.
 */
export async function plan(names: OrchestratorName[], { json, defaults }: PlanOptions): Promise<number> {
  const all = names.length ? names : ORCHESTRATOR_NAMES;
  const plans = await (defaults ? planEach(all) : planConfigured(all));
  if (plans.length === 1) refuseProblems(plans);
  if (json) console.log(JSON.stringify(plans, null, 2));
  else {
    const costs = await costLines(plans);
    console.log(plans.length === 1 ? inFull(plans[0]!, costs) : sideBySide(plans, costs));
  }
  const note = defaults ? undefined : configurationNote(all);
  // Not among the JSON.
  if (note) (json ? console.error : console.log)(json ? note : `\n${colours.dim(note)}`);
  return plans.some(({ problem }) => problem) ? 1 : 0;
}
