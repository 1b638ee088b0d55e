import type { Found } from "../drills/journal";
import { PulumiSite } from "../drills/pulumiSite";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Session } from "./session";

/** Restores what an interrupted session has left. Returns whether that succeeded. */
export async function recover({ perform, ...surroundings }: Session): Promise<boolean> {
  for (const [name, found] of Object.entries(surroundings.journal.entries) as [OrchestratorName, Found][]) {
    const outcome = await perform(`${ORCHESTRATORS[name].title}, left by an interrupted drill`, (report) =>
      PulumiSite.recover(name, found, surroundings, report),
    );
    if ("error" in outcome) return false;
  }
  return true;
}
