import { healFrom } from "./heal";
import { oneOf, type Procedure, requireEngine } from "./procedure";

/**
 * One ready instance ends, through the engine's own API or its runtime. How abruptly is not the same everywhere, so the
 * facts tell it.
 */
export const kill: Procedure = async (site, conditions, report) => {
  requireEngine(site);
  const found = await healFrom(site, conditions, report, async ({ ready }) => {
    const victim = oneOf(ready);
    return {
      what: `${victim.id} is killed`,
      victims: [victim],
      strike: () => site.orchestrator.engine.kill(site.outputs.reference, victim.id),
    };
  });
  return { ...found, facts: { ...found.facts, killedBy: site.orchestrator.concepts.kill } };
};
