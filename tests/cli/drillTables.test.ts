import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { resultsOf } from "../report/support/synthetic";
import { engineTitle, resultTables } from "../../src/cli/drillTables";
import type { Results } from "../../src/drills/result";

it.each([
  ["nomad", "HashiCorp Nomad"],
  ["ecs", "Amazon ECS (MiniStack, emulator)"],
  ["aci", "Azure Container Instances (unknown engine: it could not be reached)"],
] as const)("names the engine behind %s unless it is the real one", (name, title) => {
  const engines: Results["engines"] = {
    nomad: { product: "Nomad", version: "1", kind: "real" },
    ecs: { product: "MiniStack", version: "1", kind: "emulator" },
  };
  expect(engineTitle(name, { engines } as Results)).toBe(title);
});

it("says below a table what was not measured, once", () => {
  const run = { drill: "update", metrics: { seconds: 1 }, leftOut: "who has answered" } as const;
  const lines = stripVTControlCharacters(resultTables(resultsOf([run, run]))).split("\n");
  expect(lines.filter((line) => line.includes("who has"))).toEqual([
    "  [1] kubernetes: not measured: who has answered",
  ]);
});

it("says below a table why runs did not pass, with the number that their row has", () => {
  const failed = { verdict: "failed", reason: "an engine's message\n  of two lines" } as const;
  const lines = stripVTControlCharacters(
    resultTables(resultsOf([{ orchestrator: "swarm" }, failed, { ...failed, reason: "another" }])),
  ).split("\n");
  expect(lines.find((line) => line.startsWith("Kubernetes"))).toMatch(/^Kubernetes +failed ×2 \[1\]/);
  expect(lines).toContain("  [1] kubernetes: an engine's message of two lines");
  expect(lines).toContain("  [2] kubernetes: another");
  expect(lines.filter((line) => line.includes("engine's message"))).toHaveLength(1);
});
