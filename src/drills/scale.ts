import type { Wanted } from "../program/deployment";
import { describeLosses } from "./accounting";
import { finding, type Procedure, requireFixedNumber, secondsBetween } from "./procedure";
import { Watch } from "./watch";

/** Instances that are added and taken away again. */
const MORE = 3;

/** Three more instances and back, through Pulumi, under load. */
export const scale: Procedure = async (site, conditions, report) => {
  requireFixedNumber(site);
  const { wanted } = site.outputs;
  const more: Wanted = { ...wanted, replicas: wanted.replicas + MORE };
  const problems: string[] = [];
  const steps: { wanted: Wanted; from: number }[] = [];

  const watched = await Watch.during(site, conditions, async (watch) => {
    for (const step of [more, wanted]) {
      await site.configure({ replicas: step.replicas });
      steps.push({ wanted: step, from: watch.mark(`${step.replicas} instances are wanted`) });
      const failure = await watch.up(report);
      if (failure) {
        problems.push(`Pulumi: ${failure}`, ...watch.problems(step));
        return;
      }
      report(`waiting until ${step.replicas} instances answer`);
      problems.push(...(await watch.untilHeld(step)));
      if (problems.length) return;
    }
  });

  const { totals, timeline } = watched;
  // What comes after a step is no fault of it.
  const [up, down] = steps.map(({ wanted: step, from }, index) =>
    secondsBetween(from, watched.heldSince(step, from, steps[index + 1]?.from)),
  );
  return finding(
    [...problems, describeLosses(totals)],
    {
      upSeconds: steps.length === 1 && problems.length ? null : (up ?? null),
      downSeconds: problems.length ? null : (down ?? null),
      lost: totals.lost,
      requests: totals.sent,
    },
    watched.facts,
    timeline,
  );
};
