import { healFrom } from "./heal";
import { type Procedure, requireEngine } from "./procedure";

/** One ready instance ends at once, through the engine's own API or its runtime. */
export const kill: Procedure = async (site, conditions, report) => {
  requireEngine(site);
  return healFrom(site, conditions, report, async ({ ready }) => {
    const [victim] = ready;
    return {
      what: `${victim!.id} is killed`,
      victims: [victim!],
      strike: () => site.orchestrator.engine.kill(site.outputs.reference, victim!.id),
    };
  });
};
