import type { DrillName } from "../drills/metrics";
import type { DrillRun } from "../drills/result";
import { ORCHESTRATOR_NAMES } from "../orchestrators";
import type { Choice } from "./choice";
import type { TimelineChart } from "./model";

/** The drills that are shown second by second, each with the metric whose median run is shown. */
export const TIMELINE_DRILLS = {
  update: "seconds",
  kill: "recoveredSeconds",
  hang: "recoveredSeconds",
  drain: "seconds",
  nodeLoss: "recoveredSeconds",
  badRelease: "rolledBackSeconds",
  grow: "seconds",
  autoscale: "removedSeconds",
} as const satisfies Partial<Record<DrillName, string>>;

/**
 * One timeline for each of these drills on each orchestrator that has recorded one.
 * @param sides the results and, with its name, what stands beside them.
 */
export function timelines(sides: { name?: string; choices: Choice[] }[]): TimelineChart[] {
  return (Object.keys(TIMELINE_DRILLS) as (keyof typeof TIMELINE_DRILLS)[]).flatMap((drill) =>
    ORCHESTRATOR_NAMES.flatMap((orchestrator) =>
      sides.flatMap(({ name, choices }) => {
        const choice = choices.find((each) => each.drill === drill && each.orchestrator === orchestrator);
        const run = choice && middle(choice.runs, TIMELINE_DRILLS[drill]);
        if (!run) return [];
        const { timeline, run: number, startedAt } = run;
        const of = choice.runs.length;
        const about = { drill, orchestrator, run: number, of, source: choice.source, startedAt };
        return [{ ...about, ...(name !== undefined && { beside: name }), ...timeline! }];
      }),
    ),
  );
}

/** The median run of those with a timeline. Runs without the metric are used only if there is no other. */
function middle(runs: DrillRun[], key: string): DrillRun | undefined {
  const recorded = runs.filter(({ timeline }) => timeline?.seconds.length);
  const measured = recorded.filter(({ metrics }) => typeof metrics[key] === "number");
  const sorted = [...measured].sort((a, b) => a.metrics[key]! - b.metrics[key]!);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? recorded[0];
}
