import { describe, expect, it } from "vitest";
import { compare } from "../../src/diff/changes";
import { ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { restartsOf } from "../../src/orchestrators/restarts";
import { CONTRACT, type ContractItem } from "../../src/workload/fidelity";
import { kitOf } from "../orchestrators/kit";
import { runStack } from "../stack";
import { VARIATIONS } from "../variations";

const plan = async (name: OrchestratorName, config = {}) => (await runStack(name, config)).resources;

/** Checks an orchestrator's restart rules against what its program changes. */
export const restartsSuite = (name: OrchestratorName) =>
  describe(`a change on ${name}`, () => {
    const { fidelity, restarts, itemNames } = ORCHESTRATORS[name];

    it("restarts the expected instances for each item", async () => {
      const { gentle } = await kitOf(name);
      const before = await plan(name);
      const expected: Record<string, string> = {};
      const found: Record<string, string> = {};
      for (const item of Object.keys(CONTRACT) as ContractItem[]) {
        const effect = (["new", "none"] as const).find((each) => gentle[each]?.includes(item));
        expected[item] = fidelity[item].level === "unsupported" ? "none" : (effect ?? "all");
        found[item] = restartsOf(
          restarts,
          compare(before, await plan(name, VARIATIONS[item]), itemNames),
        ).instances;
      }
      expect(found).toEqual(expected);
    });

    it("restarts all instances if the value of a secret changes", async () => {
      const before = await plan(name, { "podium:secrets": '{"API_KEY":"one"}' });
      const after = await plan(name, { "podium:secrets": '{"API_KEY":"two"}' });
      expect(restartsOf(restarts, compare(before, after, itemNames)).instances).toBe("all");
    });

    it("restarts nothing if nothing changes", () => {
      expect(restartsOf(restarts, [])).toEqual({
        instances: "none",
        because: "nothing changes",
        source: expect.stringMatching(/^https:/),
      });
    });
  });
