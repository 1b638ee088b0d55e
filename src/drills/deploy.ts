import type { Progress } from "../common/progress";
import { type Conditions, finding, type Procedure, secondsBetween } from "./procedure";
import { now } from "./sender";
import { untilRuns } from "./settle";
import type { Site } from "./site";
import { saidBy } from "./watch";

/** From nothing to the wanted number of distinct instances, as judged by the verdict rather than by Pulumi. */
export const deploy: Procedure = async (site, conditions, report) => {
  const { problems, ...metrics } = await fromNothing(site, conditions, report);
  return finding(problems.length ? [problems.join("; ")] : [], metrics);
};

interface Deployed {
  /** Why it was not done; empty when it was. */
  problems: string[];
  /** Until every instance has responded; null if that never happened. */
  seconds: number | null;
  pulumiSeconds: number | null;
}

/** Removes the deployment, and deploys it as it is configured. */
export async function fromNothing(site: Site, conditions: Conditions, report: Progress): Promise<Deployed> {
  report("removing the deployment");
  await site.remove(report);
  const from = now();
  const failure = await saidBy(site.up(report));
  const pulumiDone = now();
  if (failure) return { problems: [`Pulumi: ${failure}`], seconds: null, pulumiSeconds: null };
  report("waiting for every instance to respond");
  const problems = await untilRuns(site, conditions);
  const done = problems.length ? undefined : now();
  return {
    problems,
    seconds: secondsBetween(from, done),
    pulumiSeconds: secondsBetween(from, pulumiDone),
  };
}
