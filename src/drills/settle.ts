import { setTimeout as sleep } from "node:timers/promises";
import { look } from "../verdict/verify";
import type { Problems } from "../verdict/judge";
import { type Conditions, Interrupted } from "./procedure";
import { now } from "./sender";
import type { Site } from "./site";

/** Polls, without load, until the deployment is as wanted or patience runs out. Returns the problems that remain. */
export async function untilRuns(
  { outputs, engine }: Site,
  { patienceSeconds, lookSeconds, stop }: Conditions,
): Promise<Problems> {
  const deadline = now() + patienceSeconds * 1000;
  for (;;) {
    const { problems } = await look(outputs, engine);
    if (stop.aborted) throw new Interrupted();
    if (!problems.length || now() > deadline) return problems;
    await sleep(lookSeconds * 1000);
  }
}
