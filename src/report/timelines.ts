import type { DrillName } from "../drills/metrics";
import type { DrillRun } from "../drills/result";
import type { Choice } from "./choice";
import type { TimelineChart } from "./model";

/** The drills that are shown second by second, each with the metric whose median run is shown. */
export const TIMELINE_DRILLS = {
  update: "seconds",
  kill: "recoveredSeconds",
  hang: "recoveredSeconds",
  badRelease: "rolledBackSeconds",
  grow: "seconds",
  autoscale: "removedSeconds",
} as const satisfies Partial<Record<DrillName, string>>;

/** One timeline for each of these drills on each orchestrator that has recorded one. */
export function timelines(choices: Choice[]): TimelineChart[] {
  return (Object.keys(TIMELINE_DRILLS) as (keyof typeof TIMELINE_DRILLS)[]).flatMap((drill) =>
    choices
      .filter((choice) => choice.drill === drill)
      .flatMap(({ orchestrator, source, runs }) => {
        const run = middle(runs, TIMELINE_DRILLS[drill]);
        if (!run) return [];
        const { timeline, run: number, startedAt } = run;
        return [{ drill, orchestrator, run: number, of: runs.length, source, startedAt, ...timeline! }];
      }),
  );
}

/** The median run of those with a timeline. Runs without the metric are used only if there is no other. */
function middle(runs: DrillRun[], key: string): DrillRun | undefined {
  const recorded = runs.filter(({ timeline }) => timeline?.seconds.length);
  const measured = recorded.filter(({ metrics }) => typeof metrics[key] === "number");
  const sorted = [...measured].sort((a, b) => a.metrics[key]! - b.metrics[key]!);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? recorded[0];
}
