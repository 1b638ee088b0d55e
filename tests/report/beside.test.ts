import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { buildReport } from "../../src/report/build";
import { RENDERERS } from "../../src/report";
import type { Configured } from "../../src/drills/configured";
import type { DrillRun, Results } from "../../src/drills/result";
import { nameOf } from "../../src/report/recorded";
import { sourcesOf } from "./support/recording";
import { resultsOf } from "./support/synthetic";

const NOW = new Date("2026-11-25T12:00:00Z");

const own = resultsOf([
  { metrics: { recoveredSeconds: 3, lost: 0, requests: 100 } },
  { metrics: { recoveredSeconds: 4, lost: 0, requests: 100 } },
]);

const machine = { ...own.machine, processor: "Another", cores: 64 };
const earlier = resultsOf(
  [
    { metrics: { recoveredSeconds: 1, lost: 0, requests: 100 } },
    { metrics: { recoveredSeconds: 2, lost: 0, requests: 100 } },
    {
      orchestrator: "nomad",
      verdict: "failed",
      reason: "it never came back",
      metrics: { recoveredSeconds: null },
    },
    { orchestrator: "ecs", metrics: { recoveredSeconds: 5 } },
  ],
  { startedAt: "2026-10-01T08:00:00.000Z", machine },
);

const recording = { ...sourcesOf(earlier)[0]!, path: "recordings/one.json" };

const NAME = "recorded on 2026-10-01 08:00 UTC, Another, 64 cores";

describe("a recording beside the results", () => {
  const report = buildReport([], sourcesOf(own), NOW, { beside: [[recording]] });
  let markdown: string[];
  let document: Document;
  beforeAll(async () => {
    markdown = (await RENDERERS.markdown(report)).split("\n");
    ({ document } = parseHTML(await RENDERERS.html(report)));
  }, 60_000);

  it("is named by its date and machine", () => {
    expect(nameOf(earlier)).toBe(NAME);
    expect(report.beside.map(({ name }) => name)).toEqual([NAME]);
    expect(nameOf(earlier, [own, earlier])).toBe("recorded on 2026-10-01 08:00 UTC");
  });

  it("changes neither the results nor the answer: it does not compete", () => {
    const alone = buildReport([], sourcesOf(own), NOW);
    const others = { beside: [], notes: [], sources: [] };
    expect({ ...report, ...others }).toEqual({ ...alone, ...others });
    expect(JSON.stringify(report.answer)).not.toContain("HashiCorp Nomad failed");
  });

  it("has a row below each row of the results that it has tried, and its own engines", () => {
    const rows = (label: string) => {
      const index = markdown.findIndex((line) => line.startsWith(`| ${label} |`));
      return [markdown[index]!, markdown[index + 1]!];
    };
    expect(rows("engine")[1]).toContain(`| _${NAME}_ | emulator: MiniStack 1.2.0 |`);
    const [mine, recorded] = rows("Killed instance: full strength after");
    expect(mine).toContain("| 3.5\u00a0s (3.0–4.0) |");
    expect(recorded).toBe(
      `| _${NAME}_ | 5.0\u00a0s | _planned only_ | _planned only_ | 1.5\u00a0s (1.0–2.0) | _planned only_ | _failed_ \\[1\\] | _planned only_ |`,
    );
    expect(markdown).toContain(`1. ${NAME}: HashiCorp Nomad, Heal: killed: it never came back`);
  });

  it("is on the page with as many cells in each row as there are columns", () => {
    const rows = [...document.querySelectorAll("table.answer tr")]
      .slice(1)
      .map((row) => ({
        head: row.querySelector("th[scope=row]")?.textContent,
        cells: row.querySelectorAll("td").length,
        part: row.parentElement!.id,
      }))
      .filter(({ head }) => head);
    // One for the engines, and one for each number of the only drill.
    expect(rows.filter(({ head }) => head === NAME)).toHaveLength(3);
    // Only where it is not between them, a reason spans rows.
    const spanned = rows.filter(({ cells }) => cells !== 7).map(({ part }) => part);
    expect(spanned).toContain("scalability");
    expect(spanned).not.toContain("faultTolerance");
  });

  it("says how the sessions differ, and where the numbers come from", () => {
    const words = document.querySelector("#results > .aside")!.textContent;
    expect(words).toContain("not compared with them");
    expect(words).toContain("machine's processor: Made-up / Another; machine's cores: 8 / 64");
    expect(document.querySelector("#provenance")!.textContent).toContain("recordings/one.json");
    expect(document.querySelector("header .aside")!.textContent).toMatch(
      /^Measured 2026-11-20 10:00 UTC, in one session\./,
    );
    expect(markdown.join("\n")).toContain("- recordings/one.json: used");
  });
});

describe("sessions of other settings", () => {
  const session = (
    startedAt: string,
    configured: Configured,
    runs: Partial<DrillRun>[],
    about: Partial<Results> = {},
  ) => {
    const made = resultsOf(runs, { startedAt, ...about });
    return { ...made, settings: { ...made.settings, configured: { kubernetes: configured } } };
  };
  const lost = (recoveredSeconds: number, more: DrillRun["metrics"] = {}): Partial<DrillRun> => ({
    drill: "nodeLoss",
    metrics: { recoveredSeconds, lost: 0, requests: 100, ...more },
    timeline: { events: [], seconds: [{ at: 0, answered: [], lost: {} }] },
  });
  const ten = { replaceSeconds: "10" };
  const usual = session("2026-11-20T10:00:00.000Z", {}, [
    lost(300, { lostWithRetry: 0 }),
    { drill: "update", metrics: { seconds: 9, lost: 0 } },
    { drill: "grow", metrics: { largest: 50 } },
  ]);
  const tuned = session("2026-11-20T12:00:00.000Z", ten, [lost(20)]);
  const linesOf = async (report: ReturnType<typeof buildReport>, head: string) =>
    (await RENDERERS.markdown(report)).split("\n").filter((line) => line.startsWith(`| ${head} |`));

  it("stand beside those that most was measured with, named by the settings, though they are newer", async () => {
    const report = buildReport([], sourcesOf(tuned, usual), NOW);
    expect(report.beside).toMatchObject([
      { name: "replaceSeconds 10", differences: ["replaceSeconds: default / 10"] },
    ]);
    expect(await linesOf(report, "Lost node: full strength after")).toEqual([
      expect.stringContaining("| 300\u00a0s |"),
    ]);
    expect(await linesOf(report, "_replaceSeconds 10_")).toEqual([
      expect.stringContaining("| real: Kubernetes v1.34.2 |"),
      expect.stringContaining("| 20.0\u00a0s |"),
      expect.stringContaining("| 0 |"),
      expect.stringContaining("| _nothing to measure_ |"),
    ]);
    expect(report.sources.map(({ state }) => state)).toEqual(["used", "used"]);
    expect(JSON.stringify(report.answer)).not.toContain("20.0");
  });

  it("are the results if they alone are there, which says how they were configured", async () => {
    const report = buildReport([], sourcesOf(tuned), NOW);
    expect(report.beside).toEqual([]);
    const sentence = "Configured otherwise than by default: replaceSeconds 10.";
    expect(report.summary).toContain(sentence);
    expect(report.answer.lead).toContain(sentence);
    const { document: page } = parseHTML(await RENDERERS.html(report));
    expect(page.querySelector("#provenance")!.textContent).toContain("replaceSeconds 10");
    expect(await RENDERERS.markdown(report)).toContain(
      "- configured otherwise than by default: replaceSeconds 10",
    );
    expect(buildReport([], sourcesOf(usual), NOW).summary.join()).not.toContain("Configured");
  });

  it("are also shown second by second, with ids of their own", async () => {
    const report = buildReport([], sourcesOf(tuned, usual), NOW);
    expect(report.timelines.map(({ drill, source, beside }) => [drill, source, beside])).toEqual([
      ["nodeLoss", 1, undefined],
      ["nodeLoss", 0, "replaceSeconds 10"],
    ]);
    const { document: page } = parseHTML(await RENDERERS.html(report));
    const captions = [...page.querySelectorAll("#timelines figcaption")].map(
      ({ textContent }) => textContent,
    );
    expect(captions).toEqual(["Kubernetes", "Kubernetes replaceSeconds 10"]);
    const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(await RENDERERS.markdown(report)).toContain("### nodeLoss: Kubernetes, replaceSeconds 10");
  });

  it("differ in what none of the sessions that they stand beside has", () => {
    const grown = session("2026-11-20T11:00:00.000Z", {}, [{ drill: "scale", metrics: { upSeconds: 1 } }]);
    const slow = { ...grown, settings: { ...grown.settings, rate: 50, cpu: 0.1 } };
    const report = buildReport([], sourcesOf(tuned, slow, usual), NOW, { isRecorded: true });
    expect(report.beside).toMatchObject([
      {
        name: "replaceSeconds 10, recorded on 2026-11-20 12:00 UTC",
        differences: ["replaceSeconds: default / 10"],
      },
    ]);
    const remarks = report.drills.flatMap(({ drill, results }) =>
      results.map(({ remark }) => [drill, remark]),
    );
    expect(remarks).toEqual([
      ["scale", "Measured with rate 50, cpu 0.1."],
      ["grow", undefined],
      ["nodeLoss", undefined],
      ["update", undefined],
    ]);
  });

  it("differ in the same, whichever of the orchestrators each session has measured", () => {
    const both = [lost(300), { ...lost(15), orchestrator: "nomad" } as const];
    const wider = session("2026-11-20T13:00:00.000Z", {}, both);
    const aside = sourcesOf(session("2026-11-20T14:00:00.000Z", ten, both));
    const report = buildReport([], sourcesOf(wider, usual), NOW, { beside: [aside] });
    const differ = ["replaceSeconds: default / 10", "replaceSeconds on Kubernetes: default / 10"];
    expect(report.beside[0]!.name).toMatch(/^replaceSeconds 10/);
    expect(differ).toContain(report.beside[0]!.differences[0]);
  });

  it("stand together beside one's own results if they are recordings of one setup", () => {
    const more = session("2026-11-20T09:00:00.000Z", {}, [{ drill: "kill", metrics: { lost: 0 } }]);
    const mine = session("2026-11-24T10:00:00.000Z", ten, [lost(30)], { machine });
    const report = buildReport([], sourcesOf(mine), NOW, { beside: [sourcesOf(usual, more)] });
    expect(report.beside.map(({ name }) => name)).toEqual([
      "default replaceSeconds, recorded on 2026-11-20 10:00 UTC, Made-up, 8 cores",
    ]);
    expect(report.sources.map(({ state }) => state)).toEqual(["used", "used", "used"]);
  });

  it("stand beside each other as recordings, alone or with one's own results", () => {
    const recordings = sourcesOf(usual, tuned);
    const alone = buildReport([], recordings, NOW, { isRecorded: true });
    expect(alone.beside.map(({ name }) => name)).toEqual([
      "replaceSeconds 10, recorded on 2026-11-20 12:00 UTC",
    ]);
    const mine = session("2026-11-24T10:00:00.000Z", ten, [lost(30)], { machine });
    const both = buildReport([], sourcesOf(mine), NOW, { beside: recordings.map((each) => [each]) });
    expect(both.beside.map(({ name }) => name)).toEqual([
      "default replaceSeconds, recorded on 2026-11-20 10:00 UTC, Made-up, 8 cores",
      "recorded on 2026-11-20 12:00 UTC, Made-up, 8 cores",
    ]);
    // Of all that is shown, also of what only one of them has measured.
    const labels = both.requirements.flatMap(({ rows }) => rows.map(({ label }) => label));
    expect(labels).toContain("Growing: instances reached");
    for (const { requirements } of both.beside)
      expect(requirements.flatMap(({ rows }) => rows.map(({ label }) => label))).toEqual(labels);
  });
});

it("what is lost with a retry has a row where somebody has measured it", () => {
  const labels = (metrics: DrillRun["metrics"]) =>
    buildReport([], sourcesOf(resultsOf([{ drill: "nodeLoss", metrics }])), NOW).requirements.flatMap(
      ({ rows }) => rows.map(({ label }) => label),
    );
  const label = "Lost node: lost with a retry at the next endpoint";
  expect(labels({ recoveredSeconds: 1, lost: 9, lostWithRetry: 0 })).toContain(label);
  expect(labels({ recoveredSeconds: 1, lost: 9, lostWithRetry: null })).not.toContain(label);
});

it("a recording alone is said to be one", () => {
  const report = buildReport([], [recording], NOW, { isRecorded: true });
  expect(report.lead).toMatch(/, and measured\. Recorded on 2026-10-01 08:00 UTC, Another, 64 cores\.$/);
  expect(report.beside).toEqual([]);
  expect(report.sources.map(({ path, state }) => [path, state])).toEqual([["recordings/one.json", "used"]]);
});
