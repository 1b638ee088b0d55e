import { giveNodeBack } from "../drills/giveBack";
import { PulumiSite } from "../drills/pulumiSite";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Session } from "./session";

/**
 * Restores what interrupted sessions have left. Where that fails, the reason is reported and stops nothing else.
 * @returns the orchestrators where it failed.
 */
export async function recover({ perform, ...surroundings }: Session): Promise<OrchestratorName[]> {
  const { journal, nodes } = surroundings;
  const failed: OrchestratorName[] = [];
  const left = [...journal.names, ...nodes.names];
  for (const name of ORCHESTRATOR_NAMES.filter((each) => left.includes(each))) {
    const outcome = await perform(
      `${ORCHESTRATORS[name].title}, left by an interrupted drill`,
      async (report) => {
        // First, since the deployment may need it to be as it was.
        await giveNodeBack(name, nodes, report);
        const found = journal.find(name);
        if (found) await PulumiSite.recover(name, found, surroundings, report);
      },
    );
    if ("error" in outcome) failed.push(name);
  }
  return failed;
}
