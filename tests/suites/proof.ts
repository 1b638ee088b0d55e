import { describe, expect, it } from "vitest";
import type { OrchestratorName } from "../../src/orchestrators";
import { planStack } from "../stack";
import { kitOf } from "../orchestrators/kit";
import { problemsOf } from "../proof/proof";
import { configOf, WORKLOADS } from "../proof/workloads";

/** Checks what would be sent to an orchestrator against what its vendor publishes. */
export const proofSuite = (name: OrchestratorName) =>
  describe(`what would be sent to ${name}`, () => {
    it.each(WORKLOADS)("matches the vendor's description: %s", async (workload) => {
      const kit = await kitOf(name);
      const plan = await planStack(name, configOf(workload, kit), kit.answers);
      expect(problemsOf(kit.proof, [plan])).toEqual([[]]);
    });
  });
