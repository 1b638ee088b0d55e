import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/common/errors";
import { keepRecording, newestRecording, shownRecordings } from "../../src/drills/recordings";
import { resultsOf } from "../report/support/synthetic";
import { temporaryFolder } from "../folder";

const of = (startedAt: string) => resultsOf([{}], { startedAt });

describe("recordings", () => {
  it("are kept under the name of their result file, and the newest session is found", () => {
    const folder = temporaryFolder();
    // By the session's date, not by the file's name.
    keepRecording(of("2026-03-01T00:00:00.000Z"), "/results/a.json", folder);
    keepRecording(of("2026-01-01T00:00:00.000Z"), "/results/b.json", folder);
    const path = newestRecording(folder);
    expect(path).toBe(join(folder, "a.json"));
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(of("2026-03-01T00:00:00.000Z"));
  });

  it("of other settings, or of fewer drills, do not hide the one in which most was measured", () => {
    const folder = temporaryFolder();
    const kill = { drill: "kill" } as const;
    const update = { drill: "update" } as const;
    const usual = (startedAt: string) => resultsOf([kill, update], { startedAt });
    const { settings } = of("");
    const configured = { kubernetes: { replaceSeconds: "10" } };
    const tuned = resultsOf([kill], {
      startedAt: "2026-03-01T00:00:00.000Z",
      settings: { ...settings, configured },
    });
    keepRecording(usual("2026-01-01T00:00:00.000Z"), "/results/old.json", folder);
    keepRecording(usual("2026-02-01T00:00:00.000Z"), "/results/usual.json", folder);
    keepRecording(tuned, "/results/tuned.json", folder);
    keepRecording(resultsOf([update], { startedAt: "2026-04-01T00:00:00.000Z" }), "/results/few.json", folder);
    expect(shownRecordings(folder)).toEqual([join(folder, "usual.json"), join(folder, "tuned.json")]);
    expect(newestRecording(folder)).toBe(join(folder, "usual.json"));
  });

  it("are said to be none, with how to make one", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "README.md"), "");
    for (const none of [folder, join(folder, "missing")]) {
      expect(() => newestRecording(none)).toThrow(Failure);
      expect(() => newestRecording(none)).toThrow(
        "There is no recording in recordings/ yet. To make one on the engines of this machine, run `npm run record`",
      );
    }
  });

  it("are refused if one is damaged", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "x.json"), "{");
    expect(() => newestRecording(folder)).toThrow(/x\.json is not a result file/);
  });
});
