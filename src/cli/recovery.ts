import type { Found } from "../drills/journal";
import { PulumiSite } from "../drills/pulumiSite";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { probeAll } from "./probes";
import type { Session } from "./session";

/** Puts back what an interrupted session has left. Returns whether nothing is left of it. */
export async function recover({ perform, ...surroundings }: Session): Promise<boolean> {
  for (const [name, found] of Object.entries(surroundings.journal.entries) as [OrchestratorName, Found][]) {
    const probe = (await probeAll([name])).get(name)!;
    const outcome = await perform(`${ORCHESTRATORS[name].title}, left by an interrupted drill`, (report) =>
      PulumiSite.recover(name, found, { ...surroundings, probe }, report),
    );
    if ("error" in outcome) return false;
  }
  return true;
}
