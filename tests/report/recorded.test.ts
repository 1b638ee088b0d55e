import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { buildReport } from "../../src/report/build";
import { RENDERERS } from "../../src/report";
import { nameOf, type Recording } from "../../src/report/recorded";
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

const recording = (place: Recording["place"]): Recording => ({
  ...sourcesOf(earlier)[0]!,
  path: "recordings/one.json",
  results: earlier,
  place,
});

const NAME = "recorded on 2026-10-01 08:00 UTC, Another, 64 cores";

describe("a recording beside the results", () => {
  const report = buildReport([], sourcesOf(own), NOW, recording("beside"));
  let markdown: string[];
  let document: Document;
  beforeAll(async () => {
    markdown = (await RENDERERS.markdown(report)).split("\n");
    ({ document } = parseHTML(await RENDERERS.html(report)));
  }, 60_000);

  it("is named by its date and machine", () => {
    expect(nameOf(earlier)).toBe(NAME);
    expect(report.recorded!.name).toBe(NAME);
  });

  it("changes neither the results nor the answer: it does not compete", () => {
    const alone = buildReport([], sourcesOf(own), NOW);
    expect({ ...report, recorded: undefined, notes: [] }).toEqual({
      ...alone,
      recorded: undefined,
      notes: [],
    });
    expect(JSON.stringify(report.answer)).not.toContain("HashiCorp Nomad failed");
  });

  it("has a row below each row of the results, and its own engines", () => {
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
      .map((row) => ({
        head: row.querySelector("th[scope=row]")?.textContent,
        cells: row.querySelectorAll("td").length,
      }))
      .filter(({ head }) => head);
    // One for each row of the results, and one for the engines.
    expect(rows.filter(({ head }) => head === NAME).length).toBe((rows.length + 1) / 2);
    expect(rows.filter(({ cells }) => cells !== 7)).toEqual([]);
    expect(document.querySelectorAll("td[rowspan]").length).toBe(0);
  });

  it("says how the sessions differ, and where the numbers come from", () => {
    const words = document.querySelector("#results .aside")!.textContent;
    expect(words).toContain("not compared with them");
    expect(words).toContain("machine's processor: Made-up / Another; machine's cores: 8 / 64");
    expect(document.querySelector("#provenance")!.textContent).toContain("recordings/one.json");
    expect(markdown.join("\n")).toContain("- recordings/one.json: used");
  });
});

it("a recording alone is said to be one", () => {
  const shown = recording("alone");
  const report = buildReport([], [shown], NOW, shown);
  expect(report.lead).toMatch(/, and measured\. Recorded on 2026-10-01 08:00 UTC, Another, 64 cores\.$/);
  expect(report.recorded).toBeUndefined();
  expect(report.sources.map(({ path, state }) => [path, state])).toEqual([["recordings/one.json", "used"]]);
});
