import { describe, expect, it } from "vitest";
import type { OrchestratorName } from "../../src/orchestrators";
import { planStack } from "../stack";
import { ANSWERS } from "./answers";
import { PROOFS } from "./index";
import { problemsOf } from "./proof";
import { WORKLOADS } from "./workloads";

describe.each(Object.keys(PROOFS) as OrchestratorName[])("what %s would be sent", (name) => {
  it("is as its vendor describes it, for every workload", async () => {
    const plans = [];
    for (const config of Object.values(WORKLOADS)) plans.push(await planStack(name, config, ANSWERS));
    const problems = problemsOf(PROOFS[name]!, plans);
    expect(Object.fromEntries(Object.keys(WORKLOADS).map((key, index) => [key, problems[index]]))).toEqual(
      Object.fromEntries(Object.keys(WORKLOADS).map((key) => [key, []])),
    );
  });
});
