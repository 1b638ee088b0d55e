import { beforeAll, describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import type { PlannedResource } from "../../src/plan/record";
import { planStack } from "../stack";
import { ANSWERS } from "./answers";
import { BREAKAGES } from "./breakages/index";
import { PROOFS } from "./index";
import { blindMutations, mutated, type Mutation } from "./mutations";
import { plain } from "./plain";
import { type Inputs, problemsOf } from "./proof";
import { WORKLOADS } from "./workloads";

/** Fractions that these APIs take, where the plan has a whole number. */
const FRACTIONS = /targetValue$|\.mem$|\.target$/;

describe.each(ORCHESTRATOR_NAMES)("what would be sent to %s", (name) => {
  const proof = PROOFS[name];
  let resources: PlannedResource[];
  beforeAll(async () => {
    const planned = [
      ...(await planStack(name, WORKLOADS["everything optional"], ANSWERS)),
      ...(await planStack(name, WORKLOADS["everything that clouds add"], ANSWERS)),
    ];
    const sent = planned
      .filter(({ type }) => proof.bodies[type])
      // What Pulumi keeps of a provider's code is not sent.
      .map(({ inputs: { __provider: _code, ...inputs }, ...rest }) => ({
        ...rest,
        inputs: plain(inputs) as Inputs,
      }));
    // What is no cloud's own is planned twice, and broken once.
    resources = [...new Map(sent.map((each) => [JSON.stringify(each), each])).values()];
  });

  /** Those of the changes, of some resources each, with which nothing is found wrong. */
  function survivors(changes: [PlannedResource[], Mutation][]): string[] {
    const plans = changes.map(([some, mutation]) => [mutated(some, mutation)]);
    return problemsOf(proof, plans).flatMap((problems, index) => {
      const { type, path, value } = changes[index]![1];
      return problems.length ? [] : [`${type} ${path.join(".")} = ${JSON.stringify(value)}`];
    });
  }

  it("is not taken with any value in it changed", () => {
    const found = survivors(
      resources.flatMap((each) =>
        blindMutations(each).map((mutation): [PlannedResource[], Mutation] => [[each], mutation]),
      ),
    );
    expect(found.filter((each) => !(FRACTIONS.test(each.split(" ")[1]!) && /\.25$/.test(each)))).toEqual([]);
  });

  it("is not taken once it is broken on purpose", () => {
    const changes = Object.entries(BREAKAGES[name]).flatMap(([type, all]) =>
      all.map(([path, value]): [PlannedResource[], Mutation] => [
        resources,
        { type, path: path.split("."), value },
      ]),
    );
    expect(survivors(changes)).toEqual([]);
  });
});
