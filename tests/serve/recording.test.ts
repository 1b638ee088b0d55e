import { describe, expect, it } from "vitest";
import type { DrillRun } from "../../src/drills/result";
import { readResults } from "../../src/drills/resultsFile";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { recordingOf } from "../../src/serve/recording";
import { columnAt } from "../../src/serve/replay";
import { RECORDED } from "../report/support/recording";
import { answered, KILL, sessionOf } from "./support/recording";

const ALL = [...ORCHESTRATOR_NAMES];

describe("a recording", () => {
  it("has a chapter for each repetition of each drill, in the drills' order, whatever that of the file", () => {
    const runs: Partial<DrillRun>[] = [
      { ...KILL, run: 2 },
      { ...KILL, run: 3 },
      KILL,
      { ...KILL, drill: "update" },
      { ...KILL, drill: "scale" },
    ];
    expect(recordingOf(sessionOf(runs), ALL, 1).chapters.map(({ title }) => title)).toEqual([
      "Scale, run 1 of 1",
      "Heal: killed, run 1 of 3",
      "Heal: killed, run 2 of 3",
      "Heal: killed, run 3 of 3",
      "Update, run 1 of 1",
    ]);
  });

  it("has in a chapter what was recorded of it, and names the rest", () => {
    const short = { events: [{ at: 9.5, what: "later than the requests" }], seconds: answered(0, 3, ["x"]) };
    const runs = [
      {
        ...KILL,
        orchestrator: "swarm" as const,
        timeline: undefined,
        verdict: "error" as const,
        reason: "why",
      },
      { ...KILL, orchestrator: "ecs" as const, timeline: short },
      { ...KILL, orchestrator: "nomad" as const, timeline: { events: [], seconds: [] } },
      KILL,
    ];
    const [chapter] = recordingOf(sessionOf(runs), ALL, 1).chapters;
    expect(chapter!.parts.map(({ name, engine, to }) => [name, engine?.kind, to])).toEqual([
      ["ecs", "emulator", 9.5],
      ["kubernetes", "real", 7],
    ]);
    expect(chapter!.to).toBe(9.5);
    expect(chapter!.others).toEqual([
      { title: "HashiCorp Nomad", verdict: "passed", reason: undefined },
      { title: "Docker Swarm", verdict: "error", reason: "why" },
    ]);
  });

  it("has no chapter of a drill of which nothing was recorded second by second", () => {
    expect(recordingOf(sessionOf([{ ...KILL, timeline: undefined }]), ALL, 1).chapters).toEqual([]);
  });

  it("has only the orchestrators that were asked for", () => {
    const session = sessionOf([KILL, { ...KILL, orchestrator: "nomad", run: 2 }]);
    const { chapters } = recordingOf(session, ["nomad"], 1);
    expect(chapters.map(({ parts }) => parts.map(({ name }) => name))).toEqual([["nomad"]]);
  });

  it("says when, where and with which version it was recorded", () => {
    expect(recordingOf(sessionOf([KILL]), ALL, 10)).toMatchObject({
      about: "Recorded on 2026-11-20 10:00 UTC, Made-up, 8 cores, Podium 0.1.0",
      rate: 100,
      speed: 10,
    });
  });

  it("adds up to what the drills have measured, in a session of an earlier Podium", () => {
    const results = readResults(RECORDED);
    const { chapters } = recordingOf(results, ALL, 1);
    const parts = chapters.flatMap((chapter) => chapter.parts);
    expect(parts).toHaveLength(results.runs.filter(({ timeline }) => timeline).length);
    for (const part of parts) {
      const { sent, lost, last } = columnAt(part, part.to);
      const measured = (label: string) => last!.findings.find((each) => each.label === label)?.value;
      expect([measured("requests sent") ?? sent, measured("requests lost") ?? lost]).toEqual([sent, lost]);
    }
  });
});
