import { finding, type Procedure, secondsBetween } from "./procedure";
import { now } from "./sender";
import { untilRuns } from "./settle";
import { saidBy } from "./watch";

/** From nothing to the wanted number of distinct instances, as judged by the verdict rather than by Pulumi. */
export const deploy: Procedure = async (site, conditions, report) => {
  report("removing the deployment");
  await site.remove(report);
  const from = now();
  const failure = await saidBy(site.up(report));
  const pulumiDone = now();
  if (failure) return finding([`Pulumi: ${failure}`], { seconds: null, pulumiSeconds: null });
  report("waiting for every instance to respond");
  const problems = await untilRuns(site, conditions);
  const done = problems.length ? undefined : now();
  return finding(problems.length ? [problems.join("; ")] : [], {
    seconds: secondsBetween(from, done),
    pulumiSeconds: secondsBetween(from, pulumiDone),
  });
};
