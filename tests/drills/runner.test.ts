import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DRILL_NAMES } from "../../src/drills/metrics";
import {
  type Conditions,
  DEFAULT_CONDITIONS,
  NotSupported,
  type Procedure,
} from "../../src/drills/procedure";
import type { DrillRun } from "../../src/drills/result";
import { type Perform, runDrills, schedule } from "../../src/drills/runner";
import type { Site } from "../../src/drills/site";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";

const orchestrators = fc.uniqueArray(fc.constantFrom(...ORCHESTRATOR_NAMES), { minLength: 1 });
const drills = fc.uniqueArray(fc.constantFrom(...DRILL_NAMES), { minLength: 1 });

describe("the schedule", () => {
  it("contains each repetition of each drill on each orchestrator exactly once", () => {
    fc.assert(
      fc.property(orchestrators, drills, fc.integer({ min: 1, max: 5 }), (names, chosen, runs) => {
        const steps = schedule(names, chosen, runs).map((each) => JSON.stringify(each));
        expect(steps).toHaveLength(names.length * chosen.length * runs);
        expect(new Set(steps).size).toBe(steps.length);
      }),
    );
  });

  it("lets each orchestrator go first equally often", () => {
    fc.assert(
      fc.property(orchestrators, drills, (names, chosen) => {
        const steps = schedule(names, chosen, names.length);
        const firsts = steps.filter((_, index) => index % names.length === 0);
        for (const name of names)
          expect(firsts.filter((each) => each.orchestrator === name)).toHaveLength(chosen.length);
      }),
    );
  });
});

/** A site that only records what is done to it. */
class RecordingSite {
  readonly orchestrator;
  readonly log: string[] = [];
  failure?: string;
  constructor(readonly name: OrchestratorName) {
    this.orchestrator = ORCHESTRATORS[name];
  }
  async restore() {
    this.log.push("restored");
    if (this.failure) throw new Error(this.failure);
  }
}

const passing: Procedure = async () => ({ verdict: "passed", metrics: {}, facts: {} });

/** Runs `update` on two orchestrators, with the given procedure. */
async function run(procedure: Procedure, { failure, runs = 1 }: { failure?: string; runs?: number } = {}) {
  const stop = new AbortController();
  const sites = [new RecordingSite("swarm"), new RecordingSite("nomad")];
  sites[0]!.failure = failure;
  const found: DrillRun[] = [];
  const shown: string[] = [];
  const perform: Perform = async (title, action) => {
    await action(() => undefined).catch((error: Error) => shown.push(`${title}: ${error.message}`));
  };
  const conditions: Conditions = { ...DEFAULT_CONDITIONS, stop: stop.signal };
  await runDrills(
    { sites: sites as unknown as Site[], drills: ["update"], runs, conditions },
    perform,
    (each) => found.push(each),
    new Proxy({} as never, {
      get:
        () =>
        (...args: Parameters<Procedure>) =>
          procedure(...args),
    }),
  );
  return { found, shown, sites };
}

describe("the runner", () => {
  it("restores after every drill, whatever its result", async () => {
    const { sites } = await run(async (site) => {
      (site as unknown as RecordingSite).log.push("drilled");
      throw new Error("broken");
    });
    for (const { log } of sites) expect(log).toEqual(["drilled", "restored"]);
  });

  it("records an exception as an error, which is not the orchestrator's result", async () => {
    const { found, shown } = await run(async ({ name }, ...rest) => {
      if (name === "swarm") throw new Error("no network");
      return passing({ name } as Site, ...rest);
    });
    expect(found.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ["error", "no network"],
      ["passed", undefined],
    ]);
    expect(found[0]!.metrics).toEqual({
      seconds: null,
      lost: null,
      lostWithRetry: null,
      requests: null,
      bothSeconds: null,
      worstPause: null,
      p99: null,
    });
    expect(shown).toEqual(["Docker Swarm, update, 1 of 1: error: no network"]);
  });

  it("distinguishes what an orchestrator does not support from what it fails at", async () => {
    const { found } = await run(async () => {
      throw new NotSupported("no such feature");
    });
    expect(found[0]).toMatchObject({ verdict: "not supported", reason: "no such feature" });
  });

  it("runs no more drills on an orchestrator that cannot be restored, and reports that", async () => {
    const { found, shown, sites } = await run(passing, { failure: "stuck", runs: 2 });
    const swarm = found.filter(({ orchestrator }) => orchestrator === "swarm");
    expect(swarm.map(({ verdict }) => verdict)).toEqual(["passed", "error"]);
    expect(swarm[1]!.reason).toMatch(/stuck/);
    expect(shown[0]).toBe("Docker Swarm, update, 1 of 2: the deployment could not be restored: stuck");
    expect(sites[0]!.log).toHaveLength(2);
    expect(found.filter(({ orchestrator }) => orchestrator === "nomad")).toHaveLength(2);
  });

  it("continues with one that could be restored later", async () => {
    const all: RecordingSite[] = [];
    const { found } = await run(
      async (site, ...rest) => {
        if (site.name === "nomad") all[0]!.failure = undefined;
        else all.push(site as unknown as RecordingSite);
        return passing(site, ...rest);
      },
      { failure: "not yet", runs: 2 },
    );
    expect(found.map(({ verdict }) => verdict)).toEqual(Array(4).fill("passed"));
  });

  it("restores and ends when interrupted, without a result of the interrupted drill", async () => {
    const stop = new AbortController();
    const site = new RecordingSite("swarm");
    const found: DrillRun[] = [];
    await runDrills(
      {
        sites: [site as unknown as Site],
        drills: ["kill", "update"],
        runs: 3,
        conditions: { ...DEFAULT_CONDITIONS, stop: stop.signal },
      },
      (_title, action) => action(() => undefined),
      (each) => found.push(each),
      new Proxy({} as never, {
        get: () => async () => {
          stop.abort();
          throw new Error("interrupted");
        },
      }),
    );
    expect(site.log).toEqual(["restored"]);
    expect(found).toEqual([]);
  });
});
