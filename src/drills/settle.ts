import type { Problems } from "../verdict/judge";
import { verify } from "../verdict/verify";
import { type Conditions, Interrupted } from "./procedure";
import type { Site } from "./site";

/**
 * Waits, without load, until the deployment is as wanted or patience runs out. Returns the problems that remain.
 * @throws Interrupted if the user interrupts the drills.
 */
export async function untilRuns({ outputs, engine }: Site, conditions: Conditions): Promise<Problems> {
  const { problems } = await verify(outputs, engine, conditions.stop, conditions);
  if (conditions.stop.aborted) throw new Interrupted();
  return problems;
}
