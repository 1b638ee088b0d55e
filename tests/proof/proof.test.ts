import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { planStack } from "../stack";
import { ANSWERS } from "./answers";
import { PROOFS } from "./index";
import { problemsOf } from "./proof";
import { WORKLOADS } from "./workloads";

describe.each(ORCHESTRATOR_NAMES)("what would be sent to %s", (name) => {
  it.each(Object.entries(WORKLOADS))("is as its vendor describes it, with %s", async (_, config) => {
    expect(problemsOf(PROOFS[name], [await planStack(name, config, ANSWERS)])).toEqual([[]]);
  });
});
