import { PulumiSite } from "../drills/pulumiSite";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Session } from "./session";

/**
 * Restores what interrupted sessions have left. Where that fails, the reason is reported and stops nothing else.
 * @returns the orchestrators where it failed.
 */
export async function recover({ perform, ...surroundings }: Session): Promise<OrchestratorName[]> {
  const { journal } = surroundings;
  const failed: OrchestratorName[] = [];
  for (const name of journal.names) {
    const outcome = await perform(
      `${ORCHESTRATORS[name].title}, left by an interrupted drill`,
      async (report) => PulumiSite.recover(name, journal.find(name)!, surroundings, report),
    );
    if ("error" in outcome) failed.push(name);
  }
  return failed;
}
