import fc from "fast-check";
import { DRILL_NAMES, DRILLS, type DrillName } from "../../../src/drills/metrics";
import type { DrillRun, Results } from "../../../src/drills/result";
import type { OrchestratorName } from "../../../src/orchestrators";
import { resultsOf } from "./synthetic";

/*
 * MADE-UP RESULTS, as in `synthetic.ts`: nothing here was measured.
 */

/** Three real engines, an emulator and a stand-in, as in `synthetic.ts`. */
const NAMES: OrchestratorName[] = ["kubernetes", "nomad", "swarm", "ecs", "marathon"];

/** Numbers near those of the same drill on the same engine, and few, so that ranges often touch. */
const near = (base: number) => fc.integer({ min: 0, max: 3 }).map((each) => base + each / 4);

const NO_FACTS: DrillRun["facts"] = {};

/** One run: a drill that took place has its proof; one that failed may lack it, and any other number. */
const run = (
  orchestrator: OrchestratorName,
  drill: DrillName,
  base: number,
): fc.Arbitrary<Partial<DrillRun>> =>
  fc
    .record({
      verdict: fc.constantFrom<DrillRun["verdict"]>(
        "passed",
        "passed",
        "passed",
        "failed",
        "not supported",
        "error",
      ),
      metrics: fc.record(
        Object.fromEntries(Object.keys(DRILLS[drill].metrics).map((key) => [key, near(base)])),
      ) as fc.Arbitrary<Record<string, number>>,
      missing: fc.subarray(Object.keys(DRILLS[drill].metrics)),
      lost: fc.constantFrom(0, 0, 3, 14),
      at: fc.integer({ min: 1, max: 9 }),
      says: fc.constantFrom("running", "failed: not as wanted"),
      pulumiSays: fc.constantFrom("the update succeeded", "it timed out"),
    })
    .map(({ verdict, metrics, missing, lost, at, says, pulumiSays }) => {
      const isEmpty = verdict === "error" || verdict === "not supported";
      const absent = isEmpty ? Object.keys(metrics) : verdict === "failed" ? missing : [];
      const values = { ...metrics, ...("lost" in metrics && { lost, requests: 500 + at }) };
      return {
        orchestrator,
        drill,
        verdict,
        metrics: Object.fromEntries(
          Object.entries(values).map(([key, value]) => [key, absent.includes(key) ? null : value]),
        ),
        facts: isEmpty ? NO_FACTS : { podiumSays: says, pulumiSays },
        timeline: {
          events: [{ at: 1.5, what: "it begins" }],
          seconds: [{ at, answered: [], lost: lost ? { reset: lost } : {} }],
        },
      };
    });

/** Results of some drills on several engines, with one to three runs of each. */
export const results: fc.Arbitrary<Results> = fc
  .record({
    drills: fc.subarray(DRILL_NAMES, { minLength: 1 }),
    names: fc.subarray(NAMES, { minLength: 3 }),
  })
  .chain(({ drills, names }) =>
    fc.tuple(
      ...drills.flatMap((drill) =>
        names.map((name) =>
          fc
            .integer({ min: 1, max: 8 })
            .chain((base) => fc.array(run(name, drill, base), { minLength: 1, maxLength: 3 })),
        ),
      ),
    ),
  )
  .map((runs) => resultsOf(runs.flat()));
