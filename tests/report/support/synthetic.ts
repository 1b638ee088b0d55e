import { type DrillRun, FORMAT, type Results } from "../../../src/drills/result";

/*
 * MADE-UP RESULTS. Nothing here was measured: these numbers only have the shape of measured ones, for tests of the
 * report. They must never be shown anywhere else.
 */

export const RUN: DrillRun = {
  orchestrator: "kubernetes",
  drill: "kill",
  run: 1,
  startedAt: "2026-11-20T10:00:00.000Z",
  seconds: 20,
  verdict: "passed",
  metrics: {},
  facts: {},
};

/** A result file with these runs. */
export function resultsOf(
  runs: (Partial<DrillRun> & { metrics?: DrillRun["metrics"] })[],
  about: Partial<Results> = {},
): Results {
  return {
    format: FORMAT,
    startedAt: "2026-11-20T10:00:00.000Z",
    finishedAt: "2026-11-20T11:00:00.000Z",
    command: "podium drill (synthetic, made up for tests)",
    podium: { version: "0.1.0" },
    machine: {
      os: "Synthetic 1.0",
      architecture: "x64",
      processor: "Made-up",
      cores: 8,
      memory: 16000,
      node: "v20.0.0",
    },
    engines: {
      kubernetes: { product: "Kubernetes", version: "v1.34.2", kind: "real" },
      nomad: { product: "Nomad", version: "1.10.0", kind: "real" },
      swarm: { product: "Docker Swarm", version: "28.0.0", kind: "real" },
      ecs: { product: "MiniStack", version: "1.2.0", kind: "emulator" },
      marathon: { product: "Podium's stand-in", version: "0.1.0", kind: "stand-in" },
    },
    image: `localhost:5000/podium@sha256:${"5".repeat(64)}`,
    settings: { runs: 3, rate: 100, timeout: 5, replicas: 2, cpu: 0.25, memory: 128 },
    ...about,
    runs: runs.map((run) => ({ ...RUN, ...run })),
  };
}
