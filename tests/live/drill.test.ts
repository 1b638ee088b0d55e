import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Results } from "../../src/drills/result";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { podium } from "../command";
import { localEngines } from "./engines";

/** Only real engines: what an emulator or a stand-in does says nothing about the orchestrator. */
const REAL = await localEngines("real");
const DRILLS = ["spread", "kill", "update"] as const;

describe.skipIf(!REAL.length)("a short podium drill", () => {
  let results: Results;
  let code: number | null;

  beforeAll(async () => {
    const session = await podium([
      ...["drill", ...REAL],
      ...["--only", ...DRILLS, "--runs", "1", "--rate", "50", "--json"],
    ]);
    code = session.code;
    results = JSON.parse(session.stdout) as Results;
  });
  afterAll(() => podium(["down"]));

  const metricsOf = (name: string, drill: string) => {
    const run = results.runs.find((each) => each.orchestrator === name && each.drill === drill);
    // Fails with the reason, not with `undefined`.
    expect(run?.verdict === "error" ? run.reason : undefined).toBeUndefined();
    return run!.metrics;
  };

  it("has a result for each drill on each real engine", () => {
    expect(results.runs.map(({ orchestrator, drill }) => `${drill} ${orchestrator}`).sort()).toEqual(
      DRILLS.flatMap((drill) => REAL.map((name) => `${drill} ${name}`)).sort(),
    );
    expect(code).toBe(0);
  });

  describe.each(ORCHESTRATOR_NAMES.filter((name) => REAL.includes(name)))("on %s", (name) => {
    it("reaches both instances through the one endpoint, and loses hardly a request at rest", () => {
      const { reached, lost } = metricsOf(name, "spread");
      expect(reached).toBe(2);
      // A connection that an earlier test was refused from the same local port may still be remembered, see src/drills/sourcePort.ts.
      expect(lost).toBeLessThanOrEqual(1);
    });
    it("sees a killed instance replaced", () => {
      expect(metricsOf(name, "kill")["recoveredSeconds"]).toBeGreaterThan(0);
    });
    it("sees all instances respond with the new version", () => {
      expect(metricsOf(name, "update")["seconds"]).toBeGreaterThan(0);
    });
  });

  it("removes everything that it has deployed", async () => {
    const { stdout } = await podium(["status", ...REAL, "--json"]);
    expect((JSON.parse(stdout) as { state: string }[]).map(({ state }) => state)).toEqual(
      REAL.map(() => "not deployed"),
    );
    const down = await podium(["down", "--json"]);
    expect(JSON.parse(down.stdout)).toMatchObject({ removed: [] });
  });
});
