import { describeLosses } from "./accounting";
import { finding, type Procedure, requireFixedNumber, secondsBetween } from "./procedure";
import { type Resize, resize } from "./resize";
import { Watch } from "./watch";

/** Instances to add and remove again. */
const MORE = 3;

/** Scales up by three instances and back down, through Pulumi and under load. */
export const scale: Procedure = async (site, conditions, report) => {
  requireFixedNumber(site);
  const { min } = site.outputs.wanted;
  const steps: Resize[] = [];

  const watched = await Watch.during(site, conditions, async (watch) => {
    for (const instances of [min + MORE, min]) {
      const step = await resize(site, watch, instances, report);
      steps.push(step);
      if (step.problems.length) return;
    }
  });

  const { totals, timeline } = watched;
  // What happens after a step does not count against it.
  const [up, down] = steps.map(({ wanted, from, problems }, index) =>
    problems.length ? null : secondsBetween(from, watched.heldSince(wanted, from, steps[index + 1]?.from)),
  );
  return finding(
    [...steps.flatMap(({ problems }) => problems), describeLosses(totals)],
    {
      upSeconds: up ?? null,
      downSeconds: down ?? null,
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
    },
    watched.facts,
    timeline,
  );
};
