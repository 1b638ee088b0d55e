import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { NOTHING, podium } from "../command";
import { RECORDED, ResultsFolder } from "./support/recording";

const folder = new ResultsFolder();
afterAll(() => folder.remove());

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
    const { code, stdout, stderr } = await podium(
      ["report", "--format", "markdown", "--results", empty],
      NOTHING,
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# Container orchestrators side by side\n/);
    expect(stderr).toContain("empty.json: It is not a result file");
    expect(stderr).toContain("Nothing was measured");
  }, 30_000);

  it("exits with 2 if a named file does not exist", async () => {
    const none = join(folder.path, "none.json");
    const { code, stdout, stderr } = await podium(["report", "--results", RECORDED, none], NOTHING);
    expect([code, stdout, stderr]).toEqual([2, "", `No such result file: ${none}\n`]);
  });
});
