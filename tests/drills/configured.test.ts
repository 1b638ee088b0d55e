import { describe, expect, it } from "vitest";
import { compare, differences } from "../../src/drills/compare";
import { type Configured, configuredOf, configuredWords } from "../../src/drills/configured";
import type { DrillRun, Results } from "../../src/drills/result";
import { resultsSchema } from "../../src/drills/result";
import { setupsOf } from "../../src/drills/setups";
import { summarizeResults } from "../../src/drills/summary";
import type { OrchestratorName } from "../../src/orchestrators";
import type { StackOutputs } from "../../src/program/outputs";
import { parseWorkload, type WorkloadInput } from "../../src/workload/schema";
import { resultsOf } from "../report/support/synthetic";

const of = (input: WorkloadInput, outputs: Partial<StackOutputs> = {}) =>
  configuredOf({
    workload: parseWorkload({ name: "drill", publicPort: 8080, ...input }),
    outputs: { endpoints: ["http://a"], entrances: "shared", ...outputs } as StackOutputs,
  });

/** Results of one run of each drill on each orchestrator. */
const session = (
  configured: Partial<Record<OrchestratorName, Configured>> | undefined,
  drills: DrillRun["drill"][] = ["kill"],
  names: OrchestratorName[] = ["kubernetes", "nomad"],
): Results => {
  const found = resultsOf(
    names.flatMap((orchestrator) =>
      drills.map((drill) => ({ orchestrator, drill, metrics: { recoveredSeconds: 1 } })),
    ),
  );
  return { ...found, settings: { ...found.settings, ...(configured && { configured }) } };
};
const TEN = { replaceSeconds: "10" };

describe("what is configured otherwise than by default", () => {
  it("is nothing with the defaults, whatever is told elsewhere", () => {
    expect(of({})).toEqual({});
    expect(of({ replicas: 4, cpu: 1, memory: 256, version: "v9", health: { interval: 5 } })).toEqual({});
    expect(of({ user: 1000 })).toEqual({ user: "1000" });
  });

  it("is told by key and part, as far as it is a number or a flag", () => {
    expect(
      of({
        replaceSeconds: 10,
        health: { interval: 10 },
        readiness: "none",
        update: { rollback: false },
        autoscaling: { min: 1, max: 5, cpuPercent: 60 },
      }),
    ).toEqual({
      replaceSeconds: "10",
      "health.interval": "10",
      readiness: "none",
      "update.rollback": "false",
      "autoscaling.min": "1",
      "autoscaling.max": "5",
      "autoscaling.cpuPercent": "60",
    });
  });

  it("never has a text, which may be nobody else's business", () => {
    const secret = "hunter2";
    const configured = of({
      env: { A: secret },
      secrets: { B: secret },
      args: [secret],
      command: [secret],
      health: { path: `/${secret}`, headers: { "X-Tenant": secret }, command: [secret] },
      registryCredentials: { server: secret, username: secret, password: secret },
    });
    expect(JSON.stringify(configured)).not.toContain(secret);
    expect([...new Set(Object.values(configured))]).toEqual(["set"]);
  });

  it("has several nodes' addresses as their number, but not endpoints of single instances", () => {
    const endpoints = ["http://10.0.0.1", "http://10.0.0.2"];
    expect(of({}, { endpoints })).toEqual({ nodeHosts: "2 addresses" });
    expect(of({}, { endpoints, entrances: "own" })).toEqual({});
  });

  it("is said of all, or of those that have it", () => {
    expect(configuredWords({ kubernetes: TEN, nomad: TEN })).toBe("replaceSeconds 10");
    expect(configuredWords({ kubernetes: TEN, nomad: {} })).toBe("replaceSeconds 10 on Kubernetes");
    expect(configuredWords({ kubernetes: {} })).toBeUndefined();
    expect(configuredWords(undefined)).toBeUndefined();
  });

  it("is kept in a result file, and may be missing there", () => {
    const kept = session({ kubernetes: TEN, nomad: {} });
    expect(resultsSchema.parse(kept)).toEqual(kept);
    expect(resultsSchema.parse(session(undefined)).settings).not.toHaveProperty("configured");
  });
});

describe("sessions that were configured differently", () => {
  it("list it among their differences", () => {
    const [usual, tuned] = [session({ kubernetes: {}, nomad: {} }), session({ kubernetes: TEN, nomad: TEN })];
    expect(differences(usual, tuned)).toEqual(["replaceSeconds: default / 10"]);
    expect(differences(session({ kubernetes: TEN, nomad: {} }), usual)).toEqual([
      "replaceSeconds on Kubernetes: 10 / default",
    ]);
    expect(differences(session(undefined), tuned)).toEqual(["replaceSeconds: unknown / 10"]);
    expect(differences(session(undefined), usual)).toEqual([]);
  });

  it("are different setups, the one that most was measured with first", () => {
    const full = session({ kubernetes: {}, nomad: {} }, ["kill", "update"]);
    const tuned = session({ kubernetes: TEN, nomad: {} });
    const later = session({ nomad: {} }, ["update"], ["nomad"]);
    const earlier = session(undefined);
    const setups = (...all: Results[]) =>
      setupsOf(all.map((results) => ({ results }))).map((each) => each.map(({ results }) => results));
    expect(setups(tuned, full, earlier)).toEqual([[full, earlier], [tuned]]);
    // Both fit: they have the same on the orchestrators that both measured.
    expect(setups(later, tuned)).toEqual([[later, tuned]]);
    // Among equals, the newest.
    expect(setups(tuned, earlier)).toEqual([[tuned], [earlier]]);
    expect(setups()).toEqual([]);
  });
});

describe("orchestrators that were configured differently in one session", () => {
  const twice = (configured: NonNullable<Results["settings"]["configured"]>, drill: DrillRun["drill"]) => {
    const { runs, ...about } = session(configured, [drill]);
    return { ...about, runs: [...runs, ...runs] };
  };
  const placesOf = (...args: Parameters<typeof twice>) =>
    summarizeResults(twice(...args))[0]!.repetitions.map(({ standings }) => standings["recoveredSeconds"]);

  it("are not compared", () => {
    expect(placesOf({ kubernetes: TEN, nomad: TEN }, "kill")).toEqual(["tie", "tie"]);
    expect(placesOf({ kubernetes: TEN, nomad: {} }, "kill")).toEqual([undefined, undefined]);
  });

  it("are not compared in what they do without a node if only one has others to be reached at", () => {
    const nodeHosts = { nodeHosts: "3 addresses" };
    expect(placesOf({ kubernetes: nodeHosts, nomad: {} }, "kill")).toEqual(["tie", "tie"]);
    expect(placesOf({ kubernetes: nodeHosts, nomad: {} }, "nodeLoss")).toEqual([undefined, undefined]);
  });

  it("are compared with themselves elsewhere", () => {
    const outcomes = (first: Results, second: Results) =>
      compare(first, second).map(({ outcome }) => outcome);
    const [one, other] = [twice({ kubernetes: TEN, nomad: {} }, "kill"), twice({}, "kill")];
    expect(outcomes(one, other)).toEqual(["tie", "tie"]);
  });
});
