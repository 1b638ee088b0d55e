import { pause } from "../common/pause";
import { reasonOf } from "../common/reason";
import { judgeInstances, type Problems } from "../verdict/judge";
import { verify } from "../verdict/verify";
import { type Conditions, Interrupted } from "./procedure";
import { now } from "./sender";
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

/**
 * The same by what the engine reports alone, where the requests by which the verdict looks for every instance would be a
 * load themselves.
 * @throws Interrupted if the user interrupts the drills.
 */
export async function untilReady({ outputs, engine }: Site, conditions: Conditions): Promise<Problems> {
  const { patienceSeconds, lookSeconds, stop } = conditions;
  const deadline = now() + patienceSeconds * 1000;
  for (;;) {
    const instances = await engine.instances(outputs.reference).catch(reasonOf);
    const problems = typeof instances === "string" ? [instances] : judgeInstances(outputs.wanted, instances);
    if (!problems.length || now() > deadline) return problems;
    await pause(lookSeconds, stop);
    if (stop.aborted) throw new Interrupted();
  }
}

/**
 * Waits until nothing happens to the deployment any more: what an earlier drill did to a node may still have an effect, and an
 * engine that watches an update for a while after it would take the next drill's effects for the update's, and roll it back.
 * @throws Interrupted if the user interrupts the drills.
 */
export async function untilAtRest(site: Site, conditions: Conditions): Promise<void> {
  const { outputs, engine, probe } = site;
  if (!probe.reachable) return;
  const deadline = now() + conditions.patienceSeconds * 1000;
  await untilReady(site, conditions);
  const isUpdating = async () => {
    const rollout = await engine.rollout(outputs.reference).catch(() => undefined);
    return rollout?.state === "running";
  };
  while (now() < deadline && (await isUpdating())) {
    await pause(conditions.lookSeconds, conditions.stop);
    if (conditions.stop.aborted) throw new Interrupted();
  }
}
