import { describe, expect, it } from "vitest";
import { CONTAINER_POLICIES, STACK_POLICIES } from "../../policies/rules";
import { violations } from "../../policies/violations";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { policiesSuite } from "../suites/policies";

ORCHESTRATOR_NAMES.forEach(policiesSuite);

describe("the policies", () => {
  it("report nothing about a resource without containers", () => {
    const other = { type: "random:index/randomString:RandomString", name: "other", props: {} };
    for (const policy of CONTAINER_POLICIES) expect(violations(policy, other)).toBeUndefined();
    expect(STACK_POLICIES[0]!.problems([other])).toEqual([]);
  });
});
