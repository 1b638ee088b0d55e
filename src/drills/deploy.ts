import { pause } from "../common/pause";
import type { Progress } from "../common/progress";
import type { Engine } from "../orchestrators/engine";
import type { Wanted } from "../program/deployment";
import type { StackOutputs } from "../program/outputs";
import { look } from "../verdict/verify";
import { type Conditions, finding, type Procedure, secondsBetween } from "./procedure";
import { now } from "./sender";
import { untilRuns } from "./settle";
import type { Site } from "./site";
import { saidBy } from "./watch";

/** From nothing to the wanted number of distinct instances, as judged by the verdict rather than by Pulumi. */
export const deploy: Procedure = async (site, conditions, report) => {
  const { problems, ...metrics } = await fromNothing(site, site.outputs.wanted, conditions, report);
  return finding(problems.length ? [problems.join("; ")] : [], metrics);
};

interface Deployed {
  /** Why it was not done; empty when it was. */
  problems: string[];
  /** Until every instance has responded; null if that never happened. */
  seconds: number | null;
  pulumiSeconds: number | null;
}

/**
 * Removes the deployment, and deploys it as it is configured.
 * @param wanted what is configured.
 */
export async function fromNothing(
  site: Site,
  wanted: Wanted,
  conditions: Conditions,
  report: Progress,
): Promise<Deployed> {
  // Pulumi tells only in the end where the deployment is: on most engines, where it has been before.
  const expected = { ...site.outputs, wanted };
  const { engine } = site;
  report("removing the deployment");
  await site.remove(report);
  const from = now();
  const ended = new AbortController();
  const running = runsSince(expected, engine, conditions.lookSeconds, ended.signal);
  const failure = await saidBy(site.up(report));
  const pulumiDone = now();
  ended.abort();
  const since = await running;
  if (failure) return { problems: [`Pulumi: ${failure}`], seconds: null, pulumiSeconds: null };
  report("waiting for every instance to respond");
  const problems = await untilRuns(site, conditions);
  const done = problems.length ? undefined : (since ?? now());
  return {
    problems,
    seconds: secondsBetween(from, done),
    pulumiSeconds: secondsBetween(from, pulumiDone),
  };
}

/**
 * Looks while Pulumi is still at work, as its providers notice late what has happened.
 * @returns the moment since when every look, until the signal, has found what is expected; undefined if the last has not.
 */
async function runsSince(
  expected: StackOutputs,
  engine: Engine,
  lookSeconds: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  let since: number | undefined;
  while (!signal.aborted) {
    const { problems } = await look(expected, engine);
    since = problems.length ? undefined : (since ?? now());
    await pause(lookSeconds, signal);
  }
  return since;
}
