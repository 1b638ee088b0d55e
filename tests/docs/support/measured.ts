import type { DrillName } from "../../../src/drills/metrics";
import type { DrillRun, Results } from "../../../src/drills/result";
import { resultsOf } from "../../report/support/synthetic";

/*
 * MADE-UP RESULTS: nothing here was measured. They have what the knowledge check asks for, and one right answer for each.
 */

export const ENGINES = ["kubernetes", "nomad", "swarm"] as const;

type Three = [number | null, number | null, number | null];

/** By drill and metric, a number for each engine. */
const NUMBERS: Partial<Record<DrillName, Record<string, Three>>> = {
  kill: { recoveredSeconds: [2, 5, 11], lost: [0, 0, 8] },
  hang: { recoveredSeconds: [30, 40, 50], lost: [93, 110, 1300] },
  drain: { seconds: [16, 17, 20], lost: [0, 0, 0] },
  nodeLoss: { noticedSeconds: [50, 26, 14], recoveredSeconds: [350, 35, 27], lost: [1800, 7, 370] },
  scale: { upSeconds: [8, 7, 30], downSeconds: [17, 17, 28] },
  limits: { recoveredSeconds: [3, 4, 28] },
  update: { seconds: [24, 27, 29], bothSeconds: [7, 6, 9], lost: [0, 0, 0] },
  badRelease: { noticedSeconds: [120, 60, null], rolledBackSeconds: [null, 70, null] },
};

/** Three runs, not quite alike. */
const runsOf = (orchestrator: DrillRun["orchestrator"], engine: number): Partial<DrillRun>[] =>
  (Object.keys(NUMBERS) as DrillName[]).flatMap((drill) =>
    [1, 2, 3].map((run) => ({
      orchestrator,
      drill,
      run,
      metrics: Object.fromEntries(
        Object.entries(NUMBERS[drill]!).map(([metric, numbers]) => [
          metric,
          numbers[engine] ? numbers[engine] + run : (numbers[engine] ?? null),
        ]),
      ),
      facts: { podiumSays: engine === 2 ? "running" : "failed: it is not ready" },
    })),
  );

/** A recording of three real engines, and of an emulator, which would change most answers if it counted. */
export const recording = (): Results =>
  resultsOf([
    ...ENGINES.flatMap((name, index) => runsOf(name, index)),
    ...runsOf("ecs", 2).map((run) => ({
      ...run,
      metrics: { recoveredSeconds: 999, lost: 999, rolledBackSeconds: 1 },
    })),
  ]);

/** The same, with each run of a drill changed. */
export function changed(drill: DrillName, change: (run: DrillRun) => Partial<DrillRun>): Results {
  const results = recording();
  return {
    ...results,
    runs: results.runs.map((run) => (run.drill === drill ? { ...run, ...change(run) } : run)),
  };
}
