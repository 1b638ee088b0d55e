import type { Wanted } from "../program/deployment";
import { describeLosses } from "./accounting";
import { exactly, finding, type Procedure, requireFixedNumber, secondsBetween } from "./procedure";
import { Watch } from "./watch";

/** Instances to add and remove again. */
const MORE = 3;

/** Scales up by three instances and back down, through Pulumi and under load. */
export const scale: Procedure = async (site, conditions, report) => {
  requireFixedNumber(site);
  const { wanted } = site.outputs;
  const more = exactly(wanted, wanted.min + MORE);
  const problems: string[] = [];
  const steps: { wanted: Wanted; from: number }[] = [];

  const watched = await Watch.during(site, conditions, async (watch) => {
    for (const step of [more, wanted]) {
      await site.configure({ replicas: step.min });
      steps.push({ wanted: step, from: watch.mark(`${step.min} instances requested`) });
      const failure = await watch.up(report);
      if (failure) {
        problems.push(`Pulumi: ${failure}`, ...watch.problems(step));
        return;
      }
      report(`waiting until ${step.min} instances respond`);
      problems.push(...(await watch.untilHeld(step)));
      if (problems.length) return;
    }
  });

  const { totals, timeline } = watched;
  // What happens after a step does not count against it.
  const [up, down] = steps.map(({ wanted: step, from }, index) =>
    secondsBetween(from, watched.heldSince(step, from, steps[index + 1]?.from)),
  );
  return finding(
    [...problems, describeLosses(totals)],
    {
      upSeconds: steps.length === 1 && problems.length ? null : (up ?? null),
      downSeconds: problems.length ? null : (down ?? null),
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
    },
    watched.facts,
    timeline,
  );
};
