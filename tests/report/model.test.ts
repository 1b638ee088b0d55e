import { afterAll, describe, expect, it } from "vitest";
import type { DrillRun, Results } from "../../src/drills/result";
import { COMPETING } from "../../src/drills/summary";
import { ORCHESTRATOR_NAMES, type OrchestratorName } from "../../src/orchestrators";
import { buildReport } from "../../src/report/build";
import type { AnswerCell, ReportModel } from "../../src/report/model";
import { linesOfCode } from "../../src/report/programs";
import { readSources } from "../../src/report/sources";
import { ResultsFolder, sourcesOf } from "./support/recording";
import { resultsOf } from "./support/synthetic";

const NOW = new Date("2026-11-25T12:00:00Z");
const folder = new ResultsFolder();
afterAll(() => folder.remove());

const reportOf = (...all: Results[]) => buildReport([], sourcesOf(...all), NOW);

/** Runs of the drill `kill`, one for each number of seconds. */
const kills = (orchestrator: OrchestratorName, ...seconds: number[]): Partial<DrillRun>[] =>
  seconds.map((recoveredSeconds, index) => ({
    orchestrator,
    run: index + 1,
    metrics: { recoveredSeconds, lost: 0, requests: 100 },
  }));

function cell(
  report: ReportModel,
  orchestrator: OrchestratorName,
  label = "One killed: full strength after",
): AnswerCell {
  const row = report.requirements.flatMap(({ rows }) => rows).find((each) => each.label === label)!;
  return row.cells.find((each) => each.orchestrator === orchestrator)!;
}

describe("the answer", () => {
  it("has six requirements, and in each row a cell for each of the seven", () => {
    const { requirements, columns } = reportOf();
    expect(requirements).toHaveLength(6);
    expect(columns.map(({ name }) => name)).toEqual(ORCHESTRATOR_NAMES);
    for (const { rows } of requirements) {
      for (const { cells } of rows)
        expect(cells.map((each) => each.orchestrator)).toEqual(ORCHESTRATOR_NAMES);
    }
  });

  it("tells median and range, and the best of those that are told apart", () => {
    const report = reportOf(resultsOf([...kills("kubernetes", 3, 5, 4), ...kills("nomad", 9, 8, 7)]));
    expect(cell(report, "kubernetes")).toMatchObject({
      value: { median: 4, min: 3, max: 5, count: 3, standing: "best" },
    });
    expect(cell(report, "nomad")).toMatchObject({ value: { median: 8, standing: "behind" } });
  });

  it("calls overlapping ranges a tie", () => {
    const report = reportOf(resultsOf([...kills("kubernetes", 3, 5), ...kills("nomad", 5, 7)]));
    expect(cell(report, "kubernetes")).toMatchObject({ value: { standing: "tie" } });
    expect(cell(report, "nomad")).toMatchObject({ value: { standing: "tie" } });
  });

  it("lets nothing compete that only acts as the orchestrator", () => {
    const report = reportOf(
      resultsOf([...kills("ecs", 1, 1), ...kills("kubernetes", 3, 4), ...kills("nomad", 8, 9)]),
    );
    expect(cell(report, "ecs")).toEqual({
      orchestrator: "ecs",
      value: { median: 1, min: 1, max: 1, count: 2 },
    });
    expect(cell(report, "kubernetes")).toMatchObject({ value: { standing: "best" } });
    expect(report.columns.find(({ name }) => name === "ecs")).toMatchObject({
      kind: "emulator",
      engine: "MiniStack 1.2.0",
    });
    expect(report.drills[0]!.comparison).toMatch(
      /^Compared: Kubernetes and HashiCorp Nomad.* Amazon ECS takes no part/,
    );
  });

  it("lets nobody compete who did not recover in every run, and says so", () => {
    const never = { metrics: { recoveredSeconds: null, lost: 0 }, verdict: "failed" as const };
    const report = reportOf(
      resultsOf([
        ...kills("kubernetes", 1, 1),
        { ...never, orchestrator: "kubernetes" },
        ...kills("nomad", 8, 9),
        ...kills("swarm", 12, 13),
      ]),
    );
    expect(cell(report, "kubernetes")).not.toHaveProperty("value.standing");
    expect(cell(report, "nomad")).toMatchObject({ value: { standing: "best" } });
    expect(report.summary).toContain(COMPETING);
  });

  it("compares nothing that was measured under different conditions, and tells in what they differ", () => {
    const other = resultsOf(kills("nomad", 8, 9), { startedAt: "2026-11-19T10:00:00.000Z" });
    const report = reportOf(resultsOf(kills("kubernetes", 3, 4)), {
      ...other,
      settings: { ...other.settings, rate: 200 },
    });
    expect(cell(report, "kubernetes")).not.toHaveProperty("value.standing");
    expect(report.drills[0]!.comparison).toContain(
      "Not compared, since the conditions differed (rate: 100 / 200)",
    );
  });

  it("says why nothing was measured", () => {
    const report = reportOf(
      resultsOf([
        { orchestrator: "kubernetes", verdict: "error", reason: "the sender fell behind" },
        { orchestrator: "nomad", verdict: "not supported", reason: "it has none" },
        {
          orchestrator: "swarm",
          verdict: "failed",
          reason: "nobody noticed",
          metrics: { recoveredSeconds: null },
        },
        { orchestrator: "marathon", drill: "spread" },
      ]),
    );
    const why = (name: OrchestratorName) => (cell(report, name) as { why?: string }).why;
    expect(why("kubernetes")).toBe("no result: the sender fell behind");
    expect(why("nomad")).toBe("not supported: it has none");
    expect(why("swarm")).toBe("failed: nobody noticed");
    expect(why("marathon")).toBe("not tried");
    expect(why("aci")).toBe("only planned");
  });

  it("tells that a drill failed beside what it measured", () => {
    const [first, second] = kills("kubernetes", 3, 4);
    const report = reportOf(
      resultsOf([first!, { ...second!, verdict: "failed", reason: "1 of 100 requests were lost" }]),
    );
    expect(cell(report, "kubernetes")).toMatchObject({ value: { median: 3.5 }, remark: "failed 1 of 2" });
  });
});

describe("the choice of sessions", () => {
  it("is the newest of each drill that has a result, and says that a newer try has none", () => {
    const newer = resultsOf([{ verdict: "error", reason: "broken", startedAt: "2026-11-20T10:00:00.000Z" }]);
    const older = resultsOf(kills("kubernetes", 3), { startedAt: "2026-11-10T10:00:00.000Z" });
    const oldest = resultsOf(kills("kubernetes", 99), { startedAt: "2026-11-01T10:00:00.000Z" });
    const report = reportOf(newer, older, oldest);
    expect(cell(report, "kubernetes")).toMatchObject({ value: { median: 3 } });
    expect(report.drills[0]!.results[0]).toMatchObject({
      source: 1,
      remark: "The try of 2026-11-20T10:00:00.000Z has no result.",
    });
    expect(report.sources.map(({ state }) => state)).toEqual(["not used", "used", "not used"]);
  });

  it("never fills a real engine's gaps with another's numbers", () => {
    const real = resultsOf([{ drill: "spread", metrics: { reached: 2 } }]);
    const emulated = resultsOf(kills("kubernetes", 3), {
      engines: { kubernetes: { product: "Something", version: "1", kind: "emulator" } },
    });
    const report = reportOf(real, emulated);
    expect(report.columns.find(({ name }) => name === "kubernetes")).toMatchObject({ kind: "real" });
    expect(cell(report, "kubernetes")).toMatchObject({ why: "not tried" });
  });

  it("does not call an engine real of which the file tells nothing", () => {
    const report = reportOf(resultsOf(kills("aci", 3)));
    expect(report.columns.find(({ name }) => name === "aci")).toMatchObject({ kind: "unknown" });
  });
});

describe("a time line", () => {
  it("is that of the run in the middle", () => {
    const timeline = { events: [], seconds: [{ at: 0, answered: [], lost: {} }] };
    const runs = kills("kubernetes", 9, 3, 5).map((run) => ({ ...run, timeline }));
    expect(reportOf(resultsOf(runs)).timelines).toMatchObject([{ drill: "kill", run: 3, of: 3 }]);
  });
});

describe("results files", () => {
  const problemsOf = (name: string, content: unknown) =>
    readSources([folder.write(name, content)], NOW)[0]!.problems.join(" ");

  it.each([
    [
      "that is missing",
      () => readSources([`${folder.path}/none.json`], NOW)[0]!.problems.join(" "),
      "There is no such file.",
    ],
    [
      "that is cut off",
      () => problemsOf("cut.json", JSON.stringify(resultsOf([])).slice(0, 99)),
      "holds no results of drills",
    ],
    ["of another format", () => problemsOf("other.json", { format: "podium/results/v99" }), "format"],
    [
      "that is very old",
      () => problemsOf("old.json", resultsOf([{}], { startedAt: "2026-05-01T00:00:00Z" })),
      "208 days old",
    ],
    [
      "of a session that has not ended",
      () => problemsOf("part.json", resultsOf([{}], { finishedAt: undefined })),
      "has not come to its end",
    ],
    ["without a run", () => problemsOf("empty.json", resultsOf([])), "It holds no run."],
    [
      "without a date",
      () => problemsOf("date.json", resultsOf([{}], { startedAt: "soon" })),
      "Its date, soon, cannot be read.",
    ],
  ])("one %s is told of", (_, problems, expected) => {
    expect(problems()).toContain(expected);
  });

  it("that are broken hinder no other, and paths of the machine are not told", () => {
    const paths = [
      folder.write("bad.json", "{"),
      folder.write("good.json", resultsOf(kills("kubernetes", 3))),
    ];
    const report = buildReport([], readSources(paths, NOW), NOW);
    expect(cell(report, "kubernetes")).toMatchObject({ value: { median: 3 } });
    expect(report.sources.map(({ path, state }) => [path, state])).toEqual([
      ["good.json", "used"],
      ["bad.json", "broken"],
    ]);
    expect(JSON.stringify(report)).not.toContain(folder.path);
  });
});

it("lines of code are those that are neither empty nor comments", () => {
  expect(
    linesOfCode("/**\n * About it.\n */\nconst a = 1; // one\n\n// two\n  /* three */\nconst b = 2;\n"),
  ).toBe(2);
});
