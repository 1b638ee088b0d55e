import { beforeAll, describe, expect, it } from "vitest";
import type { OrchestratorName } from "../../src/orchestrators";
import { planStack } from "../stack";
import { type Kit, kitOf } from "../orchestrators/kit";
import { blindMutations, mutated, type Mutation } from "../proof/mutations";
import { plain } from "../proof/plain";
import { type Inputs, problemsOf } from "../proof/proof";
import { configOf } from "../proof/workloads";
import type { PlannedResource } from "../../src/program/resources";

/** Properties for which these APIs accept fractions, where the plan has an integer. */
const FRACTIONS = /targetValue$|\.mem$|\.target$/;

/** Breaks what would be sent to an orchestrator, one value at a time: the proof must detect each change. */
export const mutationsSuite = (name: OrchestratorName) =>
  describe(`what would be sent to ${name}`, () => {
    let kit: Kit;
    let resources: PlannedResource[];
    beforeAll(async () => {
      kit = await kitOf(name);
      const planned = [
        ...(await planStack(name, configOf("every optional item", kit), kit.answers)),
        ...(await planStack(name, configOf("everything", kit), kit.answers)),
      ];
      const sent = planned
        .filter(({ type }) => kit.proof.bodies[type])
        // The code of a dynamic provider stays with Pulumi and is not sent.
        .map(({ inputs: { __provider: _code, ...inputs }, ...rest }) => ({
          ...rest,
          inputs: plain(inputs) as Inputs,
        }));
      // What both plans contain is broken only once.
      resources = [...new Map(sent.map((each) => [JSON.stringify(each), each])).values()];
    });

    /** The changes that the proof does not detect. */
    function survivors(changes: [PlannedResource[], Mutation][]): string[] {
      const plans = changes.map(([some, mutation]) => [mutated(some, mutation)]);
      return problemsOf(kit.proof, plans).flatMap((problems, index) => {
        const { type, path, value } = changes[index]![1];
        return problems.length ? [] : [`${type} ${path.join(".")} = ${JSON.stringify(value)}`];
      });
    }

    it("is rejected if any value changes", () => {
      const found = survivors(
        resources.flatMap((each) =>
          blindMutations(each).map((mutation): [PlannedResource[], Mutation] => [[each], mutation]),
        ),
      );
      expect(found.filter((each) => !(FRACTIONS.test(each.split(" ")[1]!) && /\.25$/.test(each)))).toEqual(
        [],
      );
    });

    it("is rejected if it is broken on purpose", () => {
      const changes = Object.entries(kit.breakages).flatMap(([type, all]) =>
        all.map(([path, value]): [PlannedResource[], Mutation] => [
          resources,
          { type, path: path.split("."), value },
        ]),
      );
      expect(survivors(changes)).toEqual([]);
    });
  });
