import { finding, type Procedure, secondsBetween } from "./procedure";
import { now } from "./sender";
import { untilRuns } from "./settle";
import { saidBy } from "./watch";

/** From nothing to as many distinct instances as wanted, by the verdict and not by Pulumi's word. */
export const deploy: Procedure = async (site, conditions, report) => {
  report("removing what is there");
  await site.remove(report);
  const from = now();
  const failure = await saidBy(site.up(report));
  const pulumiDone = now();
  if (failure) return finding([`Pulumi: ${failure}`], { seconds: null, pulumiSeconds: null });
  report("waiting until every instance has answered");
  const problems = await untilRuns(site, conditions);
  const done = problems.length ? undefined : now();
  return finding(problems.length ? [problems.join("; ")] : [], {
    seconds: secondsBetween(from, done),
    pulumiSeconds: secondsBetween(from, pulumiDone),
  });
};
