import { setTimeout as sleep } from "node:timers/promises";
import { look } from "../verdict/verify";
import type { Problems } from "../verdict/judge";
import { type Conditions, Interrupted } from "./procedure";
import { now } from "./sender";
import type { Site } from "./site";

/** Looks until the deployment is what Pulumi has been told, without any load. Returns what is wrong in the end. */
export async function untilRuns(
  { outputs, orchestrator }: Site,
  { patienceSeconds, lookSeconds, stop }: Conditions,
): Promise<Problems> {
  const deadline = now() + patienceSeconds * 1000;
  for (;;) {
    const { problems } = await look(outputs, orchestrator.engine);
    if (stop.aborted) throw new Interrupted();
    if (!problems.length || now() > deadline) return problems;
    await sleep(lookSeconds * 1000);
  }
}
