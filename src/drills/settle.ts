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
export const untilReady = (site: Site, conditions: Conditions): Promise<Problems> =>
  untilNone(() => unreadiness(site), conditions);

/**
 * Waits until nothing happens to the deployment any more: what an earlier drill did to a node may still have an effect, and an
 * engine that watches an update for a while after it would take the next drill's effects for the update's, and roll it back.
 * @throws Interrupted if the user interrupts the drills.
 */
export async function untilAtRest(site: Site, conditions: Conditions): Promise<void> {
  if (!site.probe.reachable) return;
  const unrest = async () => [...(await unreadiness(site)), ...(await updating(site))];
  await untilNone(unrest, conditions);
}

async function unreadiness({ outputs, engine }: Site): Promise<Problems> {
  const instances = await engine.instances(outputs.reference).catch(reasonOf);
  return typeof instances === "string" ? [instances] : judgeInstances(outputs.wanted, instances);
}

async function updating({ outputs, engine }: Site): Promise<Problems> {
  const rollout = await engine.rollout(outputs.reference).catch(() => undefined);
  return rollout?.state === "running" ? ["an update is under way"] : [];
}

/** Looks until there are no problems or patience runs out. Returns those that remain. */
async function untilNone(look: () => Promise<Problems>, conditions: Conditions): Promise<Problems> {
  const { patienceSeconds, lookSeconds, stop } = conditions;
  const deadline = now() + patienceSeconds * 1000;
  for (;;) {
    const problems = await look();
    if (!problems.length || now() > deadline) return problems;
    await pause(lookSeconds, stop);
    if (stop.aborted) throw new Interrupted();
  }
}
