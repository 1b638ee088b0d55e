import { describe, expect, it } from "vitest";
import { footprintOf } from "../../src/cost/footprint";
import { resultsOf } from "../report/support/synthetic";

const run = (memory: number, changes = {}) => ({
  drill: "footprint" as const,
  metrics: { memory, cpu: 1 },
  ...changes,
});

const EMULATED = { engines: { kubernetes: { product: "Fake", version: "1", kind: "stand-in" as const } } };

describe("what an engine itself takes", () => {
  it("is the newest measurement of a real one", () => {
    const newest = resultsOf([{ drill: "kill" }], { startedAt: "2026-11-22T10:00:00.000Z" });
    const newer = resultsOf([run(300), run(500), run(400)], { startedAt: "2026-11-21T10:00:00.000Z" });
    expect(footprintOf("kubernetes", [newest, newer, resultsOf([run(100)])])).toMatchObject({
      engine: "Kubernetes v1.34.2",
      measuredAt: "2026-11-21T10:00:00.000Z",
      memory: { median: 400, min: 300, max: 500, count: 3 },
      cpu: { median: 1 },
    });
  });

  it.each([
    ["a stand-in", resultsOf([run(100)], EMULATED)],
    ["another engine", resultsOf([run(100, { orchestrator: "nomad" })])],
    ["a run that did not pass", resultsOf([run(100, { verdict: "failed" })])],
    ["another drill", resultsOf([run(100, { drill: "kill" })])],
  ])("is not that of %s", (_, results) => {
    expect(footprintOf("kubernetes", [results])).toBeUndefined();
  });
});
