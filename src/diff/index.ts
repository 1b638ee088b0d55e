import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { type Restarts, restartsOf } from "../orchestrators/restarts";
import { planStack } from "../plan";
import { compare } from "./changes";
import { realOnes, type ResourceChange } from "../program/resources";
import type { Config } from "../workload/settings";

/** How two configurations differ on one orchestrator. */
export interface Difference {
  name: OrchestratorName;
  title: string;
  changes: ResourceChange[];
  restarts: Restarts;
}

/**
 * Plans an orchestrator's stack with each configuration, in this process, and compares the plans.
 * @throws what the program throws, e.g. InvalidConfig.
 */
export async function difference(name: OrchestratorName, before: Config, after: Config): Promise<Difference> {
  const { title, restarts, itemNames } = ORCHESTRATORS[name];
  const { resources: planned } = await planStack(name, before);
  const { resources: wanted } = await planStack(name, after);
  const changes = compare(planned, wanted, itemNames);
  return {
    name,
    title,
    changes: realOnes(changes),
    restarts: restartsOf(restarts, changes),
  };
}
