import { setTimeout as sleep } from "node:timers/promises";
import { ORCHESTRATORS, type OrchestratorName } from "../../../src/orchestrators";
import { FakeSite } from "../../drills/support/site";
import { memory } from ".";

/** A deployment on a cluster, for drills; what they do to its engine goes through the connection. */
export async function memorySite(cluster: string): Promise<FakeSite> {
  const name = "memory" as OrchestratorName;
  // As late as `connect` imports it: tests reset modules, and each module has clusters of its own.
  const { clusterOf } = await import("./engine");
  const site = await FakeSite.on(clusterOf(cluster));
  const isReady = () => site.cluster.instances.every(({ state }) => state === "ready");
  while (!isReady()) await sleep(10);
  return Object.assign(site, {
    name,
    orchestrator: ORCHESTRATORS[name],
    engine: await memory.connect({ cluster }),
  });
}
