import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/common/errors";
import { hasRecording, keepRecording, largestRecording, shownRecordings } from "../../src/drills/recordings";
import { readResults } from "../../src/drills/resultsFile";
import { resultsOf } from "../report/support/synthetic";
import { temporaryFolder } from "../folder";

const of = (startedAt: string) => resultsOf([{}], { startedAt });

describe("recordings", () => {
  it("are kept under the name of their result file, and of equals the newest is shown", () => {
    const folder = temporaryFolder();
    // By the session's date, not by the file's name.
    keepRecording(of("2026-03-01T00:00:00.000Z"), "/results/a.json", folder);
    keepRecording(of("2026-01-01T00:00:00.000Z"), "/results/b.json", folder);
    expect(hasRecording(folder)).toBe(true);
    const path = largestRecording(folder);
    expect(path).toBe(join(folder, "a.json"));
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(of("2026-03-01T00:00:00.000Z"));
  });

  it("number the nodes instead of naming them, those that manage the cluster first", () => {
    const folder = temporaryFolder();
    const nodes = ["alice", "alice.example", "carol"].map((name) => ({ name, isManager: name === "carol" }));
    const results = resultsOf(
      [
        {
          orchestrator: "nomad",
          reason: "alice.example, carol and malice-1 remain",
          facts: { node: "alice" },
          timeline: {
            events: [{ at: 1, what: "alice is cut off" }],
            seconds: [],
            instances: [
              { at: 0, id: "alice", state: "ready", node: "alice.example" },
              { at: 0, id: "b", state: "starting" },
            ],
          },
        },
        // Another engine's text is left as it is.
        { orchestrator: "swarm", reason: "alice" },
      ],
      { engines: { nomad: { product: "Nomad", version: "1", kind: "real", nodes } } },
    );
    const kept = readResults(keepRecording(results, "/results/a.json", folder));
    expect(kept.engines.nomad!.nodes!.map(({ name }) => name)).toEqual(["node-2", "node-3", "node-1"]);
    const [first, second] = kept.runs;
    expect(first).toMatchObject({
      reason: "node-3, node-1 and malice-1 remain",
      facts: { node: "node-2" },
      timeline: {
        events: [{ what: "node-2 is cut off" }],
        instances: [{ id: "alice", node: "node-3" }, { id: "b" }],
      },
    });
    expect(second!.reason).toBe("alice");
  });

  it("of other settings, machines or fewer drills do not hide the one in which most was measured", () => {
    const folder = temporaryFolder();
    const kill = { drill: "kill" } as const;
    const update = { drill: "update" } as const;
    const usual = (startedAt: string) => resultsOf([kill, update], { startedAt });
    const { settings, machine } = of("");
    const configured = { kubernetes: { replaceSeconds: "10" } };
    const tuned = resultsOf([kill], {
      startedAt: "2026-03-01T00:00:00.000Z",
      settings: { ...settings, configured },
    });
    keepRecording(usual("2026-01-01T00:00:00.000Z"), "/results/old.json", folder);
    keepRecording(usual("2026-02-01T00:00:00.000Z"), "/results/usual.json", folder);
    keepRecording(tuned, "/results/tuned.json", folder);
    keepRecording(
      resultsOf([update], { startedAt: "2026-04-01T00:00:00.000Z" }),
      "/results/few.json",
      folder,
    );
    keepRecording(
      resultsOf([update], { startedAt: "2026-05-01T00:00:00.000Z", machine: { ...machine, cores: 64 } }),
      "/results/elsewhere.json",
      folder,
    );
    expect(shownRecordings(folder).map((setup) => setup.map((path) => basename(path)))).toEqual([
      ["few.json", "usual.json", "old.json"],
      ["tuned.json"],
    ]);
    expect(largestRecording(folder)).toBe(join(folder, "usual.json"));
  });

  it("are said to be none, with how to make one", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "README.md"), "");
    for (const none of [folder, join(folder, "missing")]) {
      expect(hasRecording(none)).toBe(false);
      expect(() => largestRecording(none)).toThrow(Failure);
      expect(() => largestRecording(none)).toThrow(
        "There is no recording in recordings/ yet. To make one on the engines of this machine, run `npm run record`",
      );
    }
  });

  it("are refused if one is damaged", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "x.json"), "{");
    expect(() => largestRecording(folder)).toThrow(/x\.json is not a result file/);
  });
});
