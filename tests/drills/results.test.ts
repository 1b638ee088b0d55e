import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { compare, differences } from "../../src/drills/compare";
import { machine } from "../../src/drills/environment";
import { DRILLS } from "../../src/drills/metrics";
import { FORMAT, type DrillRun, type Results } from "../../src/drills/result";
import { readResults, ResultsFile } from "../../src/drills/resultsFile";
import { summarizeResults } from "../../src/drills/summary";
import { NOWHERE } from "../command";
import { IMAGE } from "./support/cluster";
import { temporaryFolder } from "../folder";

const ABOUT = {
  startedAt: "2026-01-02T03:04:05.678Z",
  command: "podium drill",
  podium: { version: "1" },
  machine: machine(),
  engines: {
    swarm: { product: "Docker Swarm", version: "27", kind: "real" },
    nomad: { product: "Nomad", version: "1", kind: "real" },
    marathon: { product: "Marathon", version: "1", kind: "stand-in" },
  },
  image: IMAGE,
  settings: { runs: 3, rate: 100, timeout: 5, replicas: 2, cpu: 0.25, memory: 128 },
} satisfies Omit<Results, "format" | "runs">;

const killed = (orchestrator: DrillRun["orchestrator"], ...recovered: (number | null)[]): DrillRun[] =>
  recovered.map((recoveredSeconds, index) => ({
    orchestrator,
    drill: "kill",
    run: index + 1,
    startedAt: ABOUT.startedAt,
    seconds: 10,
    verdict: recoveredSeconds === null ? "failed" : "passed",
    ...(recoveredSeconds === null && { reason: "it never came back" }),
    metrics: { recoveredSeconds },
    facts: {},
  }));

const results = (runs: DrillRun[], changes: Partial<Results> = {}): Results => ({
  format: FORMAT,
  ...ABOUT,
  runs,
  ...changes,
});

describe("a result file", () => {
  it("is complete after every run, and is read as it was written", () => {
    const file = new ResultsFile(ABOUT, temporaryFolder());
    const runs = killed("swarm", 1, 2);
    for (const [index, run] of runs.entries()) {
      file.add(run);
      expect(readResults(file.path).runs).toHaveLength(index + 1);
    }
    file.finish();
    expect(readResults(file.path)).toEqual({ ...results(runs), finishedAt: file.results.finishedAt });
  });

  it("does not exist before the first run", () => {
    const folder = temporaryFolder();
    const file = new ResultsFile(ABOUT, folder);
    expect(readdirSync(folder)).toEqual([]);
    file.add(killed("swarm", 1)[0]!);
    expect(readdirSync(folder)).toEqual([basename(file.path)]);
  });

  it("keeps what it has if it cannot be written, and what is added for the next attempt", () => {
    const folder = temporaryFolder();
    const file = new ResultsFile(ABOUT, folder);
    const [first, second, third] = killed("swarm", 1, 2, 3);
    file.add(first!);
    // Nothing can be renamed to a folder that is not empty.
    const written = readFileSync(file.path);
    rmSync(file.path);
    mkdirSync(join(file.path, "inner"), { recursive: true });
    expect(() => file.add(second!)).toThrow(`${file.path} cannot be written: `);
    rmSync(file.path, { recursive: true });
    writeFileSync(file.path, written);
    file.add(third!);
    expect(readResults(file.path).runs).toEqual([first, second, third]);
  });

  it("is refused if it is not one, with the place that is wrong", () => {
    const path = join(temporaryFolder(), "x.json");
    writeFileSync(path, JSON.stringify({ ...results([]), format: "podium/results/v0" }));
    expect(() => readResults(path)).toThrow(/x\.json is not a result file: format: /);
    expect(() => readResults(NOWHERE)).toThrow(/ENOENT/);
  });
});

describe("the summary", () => {
  it("has medians, ranges, verdicts and reasons", () => {
    const [kill] = summarizeResults(results(killed("swarm", 3, 1, null, null)));
    expect(kill).toMatchObject({
      drill: "kill",
      repetitions: [
        {
          orchestrator: "swarm",
          verdicts: { passed: 2, failed: 2 },
          reasons: ["it never came back"],
          summaries: { recoveredSeconds: { median: 2, min: 1, max: 3, count: 2 } },
        },
      ],
    });
  });

  it("excludes what only acts as an orchestrator from comparisons", () => {
    const runs = [...killed("swarm", 5, 6), ...killed("nomad", 7, 8), ...killed("marathon", 1, 2)];
    const [kill] = summarizeResults(results(runs));
    expect(
      kill!.repetitions.map(({ orchestrator, standings }) => [orchestrator, standings["recoveredSeconds"]]),
    ).toEqual([
      ["swarm", "best"],
      ["nomad", "behind"],
      ["marathon", undefined],
    ]);
  });

  const placesOf = (runs: DrillRun[], key: string) =>
    summarizeResults(results(runs))[0]!.repetitions.map(({ standings }) => standings[key]);

  it("excludes numbers of an update that never took place", () => {
    const updated = (orchestrator: DrillRun["orchestrator"], ...runs: DrillRun["metrics"][]): DrillRun[] =>
      killed(orchestrator, ...runs.map(({ seconds }) => seconds ?? null)).map((run, index) => ({
        ...run,
        drill: "update",
        metrics: runs[index]!,
      }));
    const refused = { seconds: null, lost: 0, worstPause: 8, p99: 4 };
    const runs = [
      ...updated("swarm", refused, refused, refused),
      ...updated("nomad", { seconds: 9, lost: 3, p99: 70 }, { seconds: 9.5, lost: 2, p99: 80 }),
      ...updated("kubernetes", { seconds: 5, lost: 9, p99: 90 }, { seconds: 5, lost: 9, p99: 99 }),
    ];
    const all = {
      ...ABOUT.engines,
      kubernetes: { product: "Kubernetes", version: "1", kind: "real" as const },
    };
    const [update] = summarizeResults(results(runs, { engines: all }));
    expect(update!.repetitions.map(({ standings }) => standings)).toEqual([
      {},
      { seconds: "behind", lost: "best", p99: "best" },
      { seconds: "best", lost: "behind", p99: "behind" },
    ]);
    expect(update!.repetitions[0]!.summaries["p99"]).toMatchObject({ median: 4, count: 3 });
  });

  it("excludes an orchestrator that recovered in some runs only", () => {
    const always = killed("nomad", 7, 8, 9);
    expect(placesOf([...killed("swarm", 1, null, 2), ...always], "recoveredSeconds")).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("excludes the times of drills that failed, but not what they lost", () => {
    const updated = (
      orchestrator: DrillRun["orchestrator"],
      lost: number,
      ...seconds: number[]
    ): DrillRun[] =>
      killed(orchestrator, ...seconds).map((run) => ({
        ...run,
        drill: "update",
        verdict: lost ? "failed" : "passed",
        metrics: { seconds: run.metrics["recoveredSeconds"]!, lost },
      }));
    const runs = [...updated("swarm", 9, 1, 2), ...updated("nomad", 0, 7, 8)];
    expect(placesOf(runs, "seconds")).toEqual([undefined, undefined]);
    expect(placesOf(runs, "lost")).toEqual(["behind", "best"]);
  });

  it("ignores runs that ended in an error", () => {
    const passed = killed("swarm", 1, 2);
    const broken = killed("swarm", null).map((run): DrillRun => ({ ...run, verdict: "error" }));
    expect(placesOf([...passed, ...broken, ...killed("nomad", 7, 8)], "recoveredSeconds")).toEqual([
      "best",
      "behind",
    ]);
    expect(placesOf([...broken, ...killed("nomad", 7, 8)], "recoveredSeconds")).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("has, for every drill, a metric as proof that it completed what it tests", () => {
    for (const { metrics, proof } of Object.values(DRILLS)) expect(Object.keys(metrics)).toContain(proof);
  });
});

describe("two result files", () => {
  it("are compared in what both have measured, and tie if ranges overlap", () => {
    const a = results([...killed("swarm", 5, 6), ...killed("nomad", 5, 6), ...killed("marathon", 1)]);
    const b = results([...killed("swarm", 3, 4), ...killed("nomad", 6, 9)]);
    expect(compare(a, b).map(({ orchestrator, outcome }) => [orchestrator, outcome])).toEqual([
      ["swarm", "better"],
      ["nomad", "tie"],
    ]);
    expect(compare(b, a)[0]!.outcome).toBe("worse");
  });

  it("have no outcome if one is not from a real engine or did not recover in every run", () => {
    const a = results([...killed("swarm", 5, 6), ...killed("marathon", 5, 6)]);
    const standIn = { ...ABOUT.engines, swarm: ABOUT.engines.marathon };
    for (const [first, second] of [
      [a, results(killed("swarm", 3, 4), { engines: standIn })],
      [a, results(killed("marathon", 3, 4))],
      [a, results(killed("swarm", 3, null, 4))],
    ] as const) {
      for (const [comparison] of [compare(first, second), compare(second, first)]) {
        expect(comparison).toMatchObject({ a: { count: 2 }, b: { count: 2 } });
        expect(comparison!.outcome).toBeUndefined();
      }
    }
  });

  it("have no outcome for what one has measured only once", () => {
    const [once, often] = [results(killed("swarm", 1)), results(killed("swarm", 5, 6))];
    for (const [comparison] of [compare(once, often), compare(often, once)])
      expect(comparison).toMatchObject({ orchestrator: "swarm", outcome: undefined });
  });

  it("list how else they differ", () => {
    const b = results([], {
      settings: { ...ABOUT.settings, rate: 200 },
      engines: { swarm: { product: "Docker Swarm", version: "28", kind: "real" } },
    });
    expect(differences(results([]), b)).toEqual([
      "rate: 100 / 200",
      "swarm: Docker Swarm 27 / Docker Swarm 28",
    ]);
    expect(differences(b, b)).toEqual([]);
  });
});
