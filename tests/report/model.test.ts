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
  label = "Killed instance: full strength after",
): AnswerCell {
  const row = report.requirements.flatMap(({ rows }) => rows).find((each) => each.label === label)!;
  return row.cells.find((each) => each.orchestrator === orchestrator)!;
}

describe("the results", () => {
  it("have six requirements, and in each row a cell for each orchestrator", () => {
    const { requirements, columns } = reportOf();
    expect(requirements).toHaveLength(6);
    expect(columns.map(({ name }) => name)).toEqual(ORCHESTRATOR_NAMES);
    for (const { rows } of requirements) {
      for (const { cells } of rows)
        expect(cells.map((each) => each.orchestrator)).toEqual(ORCHESTRATOR_NAMES);
    }
  });

  it("show median and range, and the best if its range does not overlap", () => {
    const report = reportOf(resultsOf([...kills("kubernetes", 3, 5, 4), ...kills("nomad", 9, 8, 7)]));
    expect(cell(report, "kubernetes")).toMatchObject({
      value: { median: 4, min: 3, max: 5, count: 3, standing: "best" },
    });
    expect(cell(report, "nomad")).toMatchObject({ value: { median: 8, standing: "behind" } });
  });

  it("show overlapping ranges as a tie", () => {
    const report = reportOf(resultsOf([...kills("kubernetes", 3, 5), ...kills("nomad", 5, 7)]));
    expect(cell(report, "kubernetes")).toMatchObject({ value: { standing: "tie" } });
    expect(cell(report, "nomad")).toMatchObject({ value: { standing: "tie" } });
  });

  it("exclude what only acts as the orchestrator from comparisons", () => {
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
      /^Compared: Kubernetes and HashiCorp Nomad.* Amazon ECS is excluded/,
    );
  });

  it("exclude an orchestrator that did not recover in every run, and say so", () => {
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

  it("do not compare what was measured under different conditions, and say how these differ", () => {
    const other = resultsOf(kills("nomad", 8, 9), { startedAt: "2026-11-19T10:00:00.000Z" });
    const report = reportOf(resultsOf(kills("kubernetes", 3, 4)), {
      ...other,
      settings: { ...other.settings, rate: 200 },
    });
    expect(cell(report, "kubernetes")).not.toHaveProperty("value.standing");
    expect(report.drills[0]!.comparison).toContain(
      "Not compared, because the conditions differed (rate: 100 / 200)",
    );
  });

  it("do not compare what was configured differently, and say what, also within a session", () => {
    const of = (configured: Results["settings"]["configured"], ...runs: Partial<DrillRun>[][]) => {
      const found = resultsOf(runs.flat());
      return { ...found, settings: { ...found.settings, configured } };
    };
    const [mine, theirs] = [kills("kubernetes", 3, 4), kills("nomad", 8, 9)];
    const comparisonOf = (...all: Results[]) => reportOf(...all).drills[0]!.comparison;
    const ten = { replaceSeconds: "10" };
    const differed = /^Not compared, because the conditions differed \(replaceSeconds: 10 \/ default\)\.$/;
    expect(comparisonOf(of({ kubernetes: ten, nomad: {} }, mine, theirs))).toMatch(differed);
    expect(comparisonOf(of({ kubernetes: ten }, mine), of({ nomad: {} }, theirs))).toMatch(differed);
    expect(comparisonOf(of({ kubernetes: ten, nomad: ten }, mine, theirs))).toMatch(/^Compared: /);
    expect(comparisonOf(of({ kubernetes: {} }, mine), of(undefined, theirs))).toMatch(/^Compared: /);
  });

  it("compare drills whether or not `grow` was among them, but `grow` only with the same numbers", () => {
    const of = (orchestrator: OrchestratorName, instances: number[] | undefined, startedAt: string) => {
      const grown = [1, 2].map(
        (run) => ({ orchestrator, run, drill: "grow", metrics: { seconds: 9 } }) as const,
      );
      const found = resultsOf([...kills(orchestrator, 3, 4), ...(instances ? grown : [])], { startedAt });
      return { ...found, settings: { ...found.settings, ...(instances && { instances }) } };
    };
    const comparisons = (first?: number[], second?: number[]) =>
      reportOf(
        of("kubernetes", first, "2026-11-20T10:00:00.000Z"),
        of("nomad", second, "2026-11-19T10:00:00.000Z"),
      ).drills.map(({ drill, comparison }) => `${drill}: ${comparison}`);
    const compared = "Compared: Kubernetes and HashiCorp Nomad, real engines under the same conditions.";
    expect(comparisons([1, 5], undefined)).toContain(`kill: ${compared}`);
    expect(comparisons([1, 5], [1, 5])).toEqual([`grow: ${compared}`, `kill: ${compared}`]);
    expect(comparisons([1, 5], [1, 9])).toEqual([
      "grow: Not compared, because the conditions differed (instances: 1,5 / 1,9).",
      `kill: ${compared}`,
    ]);
  });

  it("have no rows for drills that run only when they are named, unless they were run", () => {
    const labels = (...runs: Partial<DrillRun>[]) =>
      reportOf(resultsOf(runs)).requirements.flatMap(({ rows }) => rows.map(({ label }) => label));
    const grow = "Growing: instances reached";
    expect(labels(...kills("kubernetes", 3))).not.toContain(grow);
    expect(labels({ drill: "grow", metrics: { largest: 10 } })).toContain(grow);
  });

  it("say why nothing was measured", () => {
    const report = reportOf(
      resultsOf([
        { orchestrator: "kubernetes", verdict: "error", reason: "the sender fell behind" },
        { orchestrator: "nomad", verdict: "not supported", reason: "no such feature" },
        {
          orchestrator: "swarm",
          verdict: "failed",
          reason: "not detected by the engine",
          metrics: { recoveredSeconds: null },
        },
        { orchestrator: "marathon", drill: "spread" },
      ]),
    );
    const why = (name: OrchestratorName) => {
      const { why: word, note } = cell(report, name) as { why: string; note?: number };
      return note ? [word, report.notes[note - 1]] : [word];
    };
    expect(why("kubernetes")).toEqual(["no result", "Kubernetes, Heal: killed: the sender fell behind"]);
    expect(why("nomad")).toEqual(["not supported", "HashiCorp Nomad, Heal: killed: no such feature"]);
    expect(why("swarm")).toEqual(["failed", "Docker Swarm, Heal: killed: not detected by the engine"]);
    expect(why("marathon")).toEqual(["not tested"]);
    expect(why("aci")).toEqual(["planned only"]);
  });

  it("say that a drill failed next to what it measured", () => {
    const [first, second] = kills("kubernetes", 3, 4);
    const report = reportOf(
      resultsOf([first!, { ...second!, verdict: "failed", reason: "1 of 100 requests were lost" }]),
    );
    expect(cell(report, "kubernetes")).toMatchObject({
      value: { median: 3.5 },
      remark: "failed 1 of 2",
      note: 1,
    });
    expect(report.notes).toEqual(["Kubernetes, Heal: killed: 1 of 100 requests were lost"]);
  });
});

describe("the choice of sessions", () => {
  it("is the newest with a result for each drill, with a remark if a newer one has none", () => {
    const newer = resultsOf([{ verdict: "error", reason: "broken", startedAt: "2026-11-20T10:00:00.000Z" }]);
    const older = resultsOf(kills("kubernetes", 3), { startedAt: "2026-11-10T10:00:00.000Z" });
    const oldest = resultsOf(kills("kubernetes", 99), { startedAt: "2026-11-01T10:00:00.000Z" });
    const report = reportOf(newer, older, oldest);
    expect(cell(report, "kubernetes")).toMatchObject({ value: { median: 3 } });
    expect(report.drills[0]!.results[0]).toMatchObject({
      source: 1,
      remark: "The newer attempt of 2026-11-20T10:00:00.000Z has no result.",
    });
    expect(report.sources.map(({ state }) => state)).toEqual(["not used", "used", "not used"]);
  });

  it("never fills a real engine's gaps with numbers of another engine", () => {
    const real = resultsOf([{ drill: "spread", metrics: { reached: 2 } }]);
    const emulated = resultsOf(kills("kubernetes", 3), {
      engines: { kubernetes: { product: "Something", version: "1", kind: "emulator" } },
    });
    const report = reportOf(real, emulated);
    expect(report.columns.find(({ name }) => name === "kubernetes")).toMatchObject({ kind: "real" });
    expect(cell(report, "kubernetes")).toMatchObject({ why: "not tested" });
  });

  it("does not consider an engine real if the file does not describe it", () => {
    const report = reportOf(resultsOf(kills("aci", 3)));
    expect(report.columns.find(({ name }) => name === "aci")).toMatchObject({ kind: "unknown" });
  });
});

describe("a timeline", () => {
  it("is that of the median run", () => {
    const timeline = { events: [], seconds: [{ at: 0, answered: [], lost: {} }] };
    const runs = kills("kubernetes", 9, 3, 5).map((run) => ({ ...run, timeline }));
    expect(reportOf(resultsOf(runs)).timelines).toMatchObject([{ drill: "kill", run: 3, of: 3 }]);
  });
});

describe("result files", () => {
  const problemsOf = (name: string, content: unknown) =>
    readSources([folder.write(name, content)], NOW)[0]!.problems.join(" ");

  it.each([
    [
      "that is missing",
      () => readSources([`${folder.path}/none.json`], NOW)[0]!.problems.join(" "),
      "The file does not exist.",
    ],
    [
      "that is cut off",
      () => problemsOf("cut.json", JSON.stringify(resultsOf([])).slice(0, 99)),
      "is not a result file",
    ],
    ["of another format", () => problemsOf("other.json", { format: "podium/results/v99" }), "format"],
    [
      "that is very old",
      () => problemsOf("old.json", resultsOf([{}], { startedAt: "2026-05-01T00:00:00Z" })),
      "208 days old",
    ],
    [
      "of a session that did not finish",
      () => problemsOf("part.json", resultsOf([{}], { finishedAt: undefined })),
      "did not finish",
    ],
    ["without runs", () => problemsOf("empty.json", resultsOf([])), "It contains no runs."],
    [
      "without a date",
      () => problemsOf("date.json", resultsOf([{}], { startedAt: "soon" })),
      "Its date, soon, is not valid.",
    ],
  ])("report a file %s", (_, problems, expected) => {
    expect(problems()).toContain(expected);
  });

  it("do not affect each other if one is broken, and do not reveal full paths", () => {
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

describe("an image of one's own", () => {
  const OWN = `registry.example.com/own@sha256:${"6".repeat(64)}`;
  const NEXT = `registry.example.com/own@sha256:${"7".repeat(64)}`;
  const about = { image: OWN, isSample: false, startedAt: "2026-11-21T10:00:00.000Z" };
  const hang = { drill: "hang", verdict: "not supported", reason: "needs the sample image" } as const;

  it("is said to be none of the sample's numbers", () => {
    const report = reportOf(resultsOf(kills("kubernetes", 3), about), resultsOf(kills("nomad", 4)));
    expect(report.lead).toMatch(/^The sample image or another one, deployed by/);
    expect(report.summary).toContainEqual(
      expect.stringMatching(/^Measured with another image than the sample: Kubernetes\. /),
    );
    expect(report.drills[0]!.comparison).toMatch(/^Not compared, because the conditions differed \(image: /);
    expect(reportOf(resultsOf(kills("kubernetes", 3), about)).lead).toMatch(
      /^An image other than the sample, /,
    );
    expect(reportOf(resultsOf(kills("kubernetes", 3))).lead).toMatch(/^One sample image, built once, /);
  });

  it("is shown without the sample's older numbers, also of drills that it was not tried with", () => {
    const sample = resultsOf([{ drill: "update", metrics: { seconds: 9 } }, ...kills("kubernetes", 5)]);
    const own = resultsOf([hang, ...kills("kubernetes", 3)], about);
    const report = reportOf(own, sample);
    expect(cell(report, "kubernetes")).toMatchObject({ value: { median: 3 } });
    expect(cell(report, "kubernetes", "Hanging instance: full strength after")).toEqual({
      orchestrator: "kubernetes",
      why: "not supported",
      note: 1,
    });
    expect(report.notes).toEqual(["Kubernetes, Heal: hanging: needs the sample image"]);
    expect(cell(report, "kubernetes", "Update: complete after")).toMatchObject({ why: "not tested" });
    expect(report.sources.map(({ state }) => state)).toEqual(["used", "not used"]);
  });

  it("is shown with its sessions of other digests", () => {
    const earlier = resultsOf([hang], { ...about, image: NEXT, startedAt: "2026-11-20T10:00:00.000Z" });
    const report = reportOf(resultsOf(kills("kubernetes", 3), about), earlier);
    expect(report.sources.map(({ state }) => state)).toEqual(["used", "used"]);
  });

  it("is not compared if it was updated to different ones", () => {
    const update = (orchestrator: OrchestratorName, to: string) =>
      resultsOf([{ orchestrator, drill: "update", metrics: { seconds: 1 } }], { ...about, to });
    const report = reportOf(update("kubernetes", NEXT), update("nomad", `${NEXT.slice(0, -1)}8`));
    expect(report.drills[0]!.comparison).toMatch(
      /^Not compared, because the conditions differed \(updated to: /,
    );
  });

  it("says which metrics of a run could not be measured", () => {
    const run = { drill: "update", metrics: { seconds: 1 }, leftOut: "who has answered" } as const;
    const [result] = reportOf(resultsOf([run, run], about)).drills[0]!.results;
    expect(result!.leftOut).toEqual(["who has answered"]);
  });
});
