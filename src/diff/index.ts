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
 * @param workloadFile the path of one that both are over; by default there is none.
 * @throws what the program throws, e.g. InvalidConfig.
 */
export async function difference(
  name: OrchestratorName,
  before: Config,
  after: Config,
  workloadFile?: string,
): Promise<Difference> {
  const { title, restarts, itemNames } = ORCHESTRATORS[name];
  const { resources: planned } = await planStack(name, before, workloadFile);
  const { resources: wanted } = await planStack(name, after, workloadFile);
  const changes = compare(planned, wanted, itemNames);
  return {
    name,
    title,
    changes: realOnes(changes),
    restarts: restartsOf(restarts, changes),
  };
}
