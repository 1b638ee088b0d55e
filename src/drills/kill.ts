import { healFrom } from "./heal";
import { type Procedure, requireEngine, victimOf } from "./procedure";

/**
 * Kills one ready instance through the engine's own API or its runtime. How abruptly differs between engines, so the
 * facts say how.
 */
export const kill: Procedure = async (site, conditions, report) => {
  requireEngine(site);
  const found = await healFrom(site, conditions, report, async ({ ready }) => {
    const victim = await victimOf(site, ready);
    return {
      what: `${victim.id} is killed`,
      victims: [victim],
      strike: () => site.engine.kill(site.outputs.reference, victim.id),
    };
  });
  return { ...found, facts: { ...found.facts, killedBy: site.orchestrator.concepts.kill } };
};
