import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { type Restarts, restartsOf } from "../orchestrators/restarts";
import { planStacks } from "../plan";
import type { PlannedResource } from "../plan/record";
import { compare, type ResourceChange } from "./changes";
import type { Config } from "./settings";

/** How two settings of the contract differ on one orchestrator. */
export interface Difference {
  name: OrchestratorName;
  title: string;
  changes: ResourceChange[];
  restarts: Restarts;
}

/**
 * Plans an orchestrator's stack with each setting, in this process, and compares.
 * @throws what the program throws, e.g. InvalidWorkload.
 */
export async function difference(name: OrchestratorName, before: Config, after: Config): Promise<Difference> {
  const { title, restarts } = ORCHESTRATORS[name];
  const changes = compare(await resourcesWith(name, before), await resourcesWith(name, after));
  return {
    name,
    title,
    // Components only group resources.
    changes: changes.filter(({ type }) => !type.startsWith("podium:")),
    restarts: restartsOf(restarts, changes),
  };
}

async function resourcesWith(name: OrchestratorName, config: Config): Promise<PlannedResource[]> {
  const [plan] = await planStacks([name], config);
  return plan!.resources;
}
