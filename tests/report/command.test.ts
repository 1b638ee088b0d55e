import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { report } from "../../src/cli/commands/report";
import { WrongUsage } from "../../src/common/errors";
import type { ReportModel } from "../../src/report/model";
import { NOTHING, podium } from "../command";
import { RECORDED, ResultsFolder } from "./support/recording";
import { resultsOf } from "./support/synthetic";

const folder = new ResultsFolder();
afterAll(() => folder.remove());

const printed: unknown[] = [];
const said: unknown[] = [];
beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(text) > 0);
  vi.spyOn(console, "error").mockImplementation((text) => void said.push(text));
});
afterEach(() => {
  printed.length = said.length = 0;
  vi.restoreAllMocks();
});

describe("podium report", () => {
  it("writes the page without any engine, and reports a broken file", async () => {
    const output = join(folder.path, "report.html");
    const broken = folder.write("broken.json", "{");
    const args = ["report", "--results", RECORDED, broken, "--output", output];
    const { code, stdout, stderr } = await podium(args, NOTHING);
    expect([code, stdout]).toEqual([0, `${output}\n`]);
    expect(stderr).toMatch(/^broken\.json: It is not a result file: .*\n$/);
    expect(readFileSync(output, "utf8")).toMatch(/^<!doctype html>/);
  }, 30_000);

  it("prints Markdown, and reports that nothing was measured", async () => {
    const empty = folder.write("empty.json", "");
    await report([], { format: "markdown", results: [empty] });
    expect(printed.join("")).toMatch(/^# Container orchestrators side by side\n/);
    expect(said).toEqual([
      expect.stringContaining("empty.json: It is not a result file"),
      expect.stringContaining("Nothing was measured"),
    ]);
  }, 30_000);

  it("sets a named recording beside the results", async () => {
    const mine = folder.write("mine.json", resultsOf([{ metrics: { recoveredSeconds: 3 } }]));
    await report([], { format: "json", results: [mine], withRecorded: [RECORDED] });
    expect(JSON.parse(printed.join(""))).toMatchObject({
      beside: [{ name: "recorded on 2026-11-25 14:24 UTC, AMD EPYC, 2 cores" }],
    });
  }, 60_000);

  it("sets a named file beside the results only, also if it is one of them", async () => {
    const [mine, other] = ["mine", "other"].map((name) =>
      folder.write(`${name}.json`, resultsOf([{ metrics: { recoveredSeconds: 3 } }])),
    );
    await report([], { format: "json", results: [mine!, other!], withRecorded: [other!] });
    const made = JSON.parse(printed.join("")) as ReportModel;
    expect(made.sources.map(({ path }) => path)).toEqual(["mine.json", "other.json"]);
    expect(made.beside.map(({ name }) => name)).toEqual(["recorded on 2026-11-20 10:00 UTC"]);
  }, 60_000);

  it("rejects a recording that does not exist", async () => {
    const none = join(folder.path, "none.json");
    await expect(report([], { format: "html", results: [], withRecorded: [none] })).rejects.toThrow(
      new WrongUsage(`No such result file: ${none}`),
    );
  });

  it("rejects a named file that does not exist", async () => {
    const none = join(folder.path, "none.json");
    await expect(report([], { format: "html", results: [RECORDED, none] })).rejects.toThrow(
      new WrongUsage(`No such result file: ${none}`),
    );
    expect(printed).toEqual([]);
  });
});
