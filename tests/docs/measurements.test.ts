import { expect, it } from "vitest";
import { measurements } from "../../src/docs/measurements";
import type { DrillRun, Results } from "../../src/drills/result";
import { resultsOf } from "../report/support/synthetic";

const results = resultsOf(
  [
    { metrics: { recoveredSeconds: 3, lost: 0, requests: 100 } },
    {
      run: 2,
      verdict: "failed",
      reason: "it lost requests | and *more*",
      metrics: { recoveredSeconds: 4, lost: 2 },
    },
    { orchestrator: "ecs", metrics: { recoveredSeconds: 5 } },
  ],
  { startedAt: "2026-10-01T08:00:00.000Z" },
);

it("shows the numbers of each drill on the real engine, with their ranges", () => {
  const shown = measurements("kubernetes", [[results]]);
  expect(shown).toContain("real engine, Kubernetes v1.34.2; recorded on 2026-10-01 08:00 UTC, Made-up, 8 cores.");
  expect(shown).toContain(
    "| Heal: killed | 1 passed, 1 failed<br/>it lost requests \\| and \\*more\\* | until full strength: 3.5\u00a0s (3.0–4.0)<br/>requests lost: 1 (0–2) |",
  );
});

it("says on how many nodes", () => {
  const nodes = ["a", "b", "c"].map((name) => ({ name, isManager: name === "a" }));
  const engines = { kubernetes: { ...results.engines.kubernetes!, nodes } };
  expect(measurements("kubernetes", [[{ ...results, engines }]])).toContain("Kubernetes v1.34.2, 3 nodes; recorded");
});

it("shows no number of an emulator", () => {
  const shown = measurements("ecs", [[results]]);
  expect(shown).toMatch(/^Measured on an emulator, MiniStack 1\.2\.0: .* No numbers are shown here\.$/);
});

it.each([
  ["no engine was measured", [[results]]],
  ["there is no recording", []],
])("says that %s", (reason, recordings) => {
  expect(measurements("nomad", recordings)).toContain(reason);
});

it("takes each drill from the newest recording that has it, and shows those of other settings below", () => {
  const session = (startedAt: string, runs: Partial<DrillRun>[], settings: Partial<Results["settings"]> = {}) => {
    const made = resultsOf(runs, { startedAt });
    return { ...made, settings: { ...made.settings, ...settings } };
  };
  const grow = { drill: "grow", metrics: { largest: 50 } } as const;
  const tuned = { configured: { kubernetes: { replaceSeconds: "10" } } };
  const shown = measurements("kubernetes", [
    [session("2026-10-02T08:00:00.000Z", [grow], { cpu: 0.1 }), results],
    [session("2026-10-03T08:00:00.000Z", [{ metrics: { recoveredSeconds: 2 } }], tuned)],
  ]);
  expect(shown).toContain("; recorded on 2026-10-01 08:00 UTC, Made-up, 8 cores.");
  expect(shown).toContain("| Grow | 1 passed<br/>Measured with cpu 0.1. |");
  expect(shown).toContain(
    "| Heal: killed, replaceSeconds 10, recorded on 2026-10-03 08:00 UTC | 1 passed | until full strength: 2.0\u00a0s |",
  );
});
