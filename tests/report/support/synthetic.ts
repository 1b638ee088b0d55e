import { type DrillName, DRILLS } from "../../../src/drills/metrics";
import { type DrillRun, FORMAT, type Results, type Timeline } from "../../../src/drills/result";
import type { OrchestratorName } from "../../../src/orchestrators";

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

/** A results file with these runs. */
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

const PACE: Partial<Record<OrchestratorName, number>> = {
  kubernetes: 1,
  nomad: 1.4,
  swarm: 1.1,
  ecs: 2.2,
  marathon: 1.7,
};

/** A whole session on five engines, three runs of each drill, with what may go wrong. */
export function syntheticSession(): Results {
  const runs = (Object.keys(PACE) as OrchestratorName[]).flatMap((orchestrator) =>
    (Object.keys(DRILLS) as DrillName[]).flatMap((drill) =>
      [1, 2, 3].map((run) => madeUp(orchestrator, drill, run)),
    ),
  );
  return resultsOf(runs);
}

function madeUp(orchestrator: OrchestratorName, drill: DrillName, run: number): DrillRun {
  const pace = PACE[orchestrator]! * (1 + run / 20);
  const lost = orchestrator === "swarm" && drill !== "scale" ? 4 + run * 3 : 0;
  const metrics: Record<string, number | null> = Object.fromEntries(
    Object.entries(DRILLS[drill].metrics).map(([key, { unit }]) => [
      key,
      {
        s: 3.2 * pace,
        ms: 140 * pace,
        requests: 3000,
        instances: 2,
        "%": 94,
        MiB: drill === "limits" ? 128 : 410 * pace,
        cores: 0.25,
      }[unit],
    ]),
  );
  if ("lost" in metrics) metrics["lost"] = lost;
  if (drill === "discovery") metrics["goneSeconds"] = 9 * pace;
  if (drill === "footprint") metrics["cpu"] = 2.4 * pace;
  const base: DrillRun = { ...RUN, orchestrator, drill, run, seconds: 40, metrics, facts: {} };
  if (orchestrator === "marathon" && drill === "discovery") {
    return { ...base, verdict: "not supported", reason: "no name leads to the instances", metrics: {} };
  }
  if (orchestrator === "ecs" && drill === "hang") {
    return {
      ...base,
      verdict: "error",
      reason: "the sender fell behind: 142 of 8215 requests were sent late",
      metrics: {},
    };
  }
  const isLossy = lost > 0 && ["kill", "update"].includes(drill);
  return {
    ...base,
    ...(isLossy && {
      verdict: "failed" as const,
      reason: `${lost} of 3000 requests were lost: ${lost} reset (${lost} on kept connections)`,
    }),
    facts: drill === "badRelease" ? { rolledBackBy: "the engine" } : {},
    ...(["update", "kill", "hang", "badRelease"].includes(drill) && {
      timeline: timelineOf(drill, pace, lost),
    }),
  };
}

function timelineOf(drill: DrillName, pace: number, lost: number): Timeline {
  const [begin, change] = [3, Math.round(6 * pace)];
  const length = begin + 3 * change;
  const seconds = Array.from({ length }, (_, at) => {
    const step = at < begin ? 0 : Math.min(3, Math.floor((at - begin) / change) + 1);
    const losses = at === begin + 1 ? lost : 0;
    return {
      at,
      answered: answers(drill, step, 100 - losses),
      lost: losses ? { reset: losses - 1, timedOut: 1 } : {},
    };
  });
  const events =
    drill === "update"
      ? [
          { at: begin + 0.1, what: "v1 becomes v2" },
          { at: begin + 1.9 * change, what: "Pulumi is done" },
          { at: begin + 2 * change, what: "all answer as v2" },
        ]
      : [
          { at: begin + 0.1, what: "podium-5b7fb-a1 is hit" },
          { at: begin + 2 * change, what: "full strength" },
        ];
  return { events, seconds };
}

function answers(drill: DrillName, step: number, requests: number): Timeline["seconds"][number]["answered"] {
  const old = ["podium-5b7fb-a1", "podium-5b7fb-a2"];
  const replaced = drill === "update" ? ["podium-77c9d-b1", "podium-77c9d-b2"] : ["podium-5b7fb-a3"];
  const all =
    drill === "update"
      ? [old, [...old, replaced[0]!], [old[1]!, ...replaced], replaced][step]!
      : [old, [old[1]!], [old[1]!, ...replaced], [old[1]!, ...replaced]][step]!;
  return all.map((instance, index) => ({
    version: drill === "update" && replaced.includes(instance) ? "v2" : "v1",
    instance,
    requests: Math.floor(requests / all.length) + (index === 0 ? requests % all.length : 0),
  }));
}
