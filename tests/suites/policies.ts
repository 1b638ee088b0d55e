import { beforeAll, describe, expect, it } from "vitest";
import { containersOf, expresses } from "../../policies/readers";
import { CONTAINER_POLICIES, STACK_POLICIES } from "../../policies/rules";
import { violations } from "../../policies/violations";
import { ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { IMAGE } from "../program";
import { runStack } from "../stack";
import { type Kit, kitOf } from "../orchestrators/kit";
import { findings } from "../policies/findings";
import { spoil } from "../policies/spoil";
import { asInHost, ifKnown } from "../policies/host";
import type { PlannedResource } from "../../src/program/resources";

const SECRETS = { "podium:secrets": '{"API_KEY":"s3cret","DSN":"s3cret"}' };
const CHECKED = '{"command":["/check"]}';
const [onlyTheEndpoint] = STACK_POLICIES;

const plan = async (name: OrchestratorName, kit: Kit, config = {}): Promise<PlannedResource[]> =>
  (await runStack(name, { "podium:image": IMAGE, "podium:health": CHECKED, ...config }, kit.answers))
    .resources;

/** Checks an orchestrator's program against the policies, and the policies against its bad examples. */
export const policiesSuite = (name: OrchestratorName) =>
  describe(`the policies on ${name}`, () => {
    let kit: Kit;
    let resources: PlannedResource[];
    beforeAll(async () => {
      kit = await kitOf(name);
      resources = await plan(name, kit);
    });
    // Not what belongs to it, such as a front door.
    const workload = () =>
      resources.find((each) => containersOf(asInHost(each)).some(({ isAuxiliary }) => !isAuxiliary))!;

    it("find nothing in the program's own resources", () => {
      expect(findings(resources)).toEqual([]);
      expect(resources.flatMap((each) => containersOf(asInHost(each)))).not.toEqual([]);
    });

    it("find nothing if the image is known only after up", async () => {
      const { resources: unknown } = await runStack(name);
      for (const policy of CONTAINER_POLICIES) {
        for (const each of unknown.map(asInHost))
          expect(ifKnown(() => violations(policy, each)) ?? []).toEqual([]);
      }
    });

    it("say how to check an image of one's own, if only a command can", async () => {
      const found = findings(await plan(name, kit, { "podium:health": "{}" }));
      const expected = [
        expect.stringMatching(
          /^health-check: .* has no health check.* set podium:health\.command/,
        ) as unknown,
      ];
      expect(found).toEqual(
        ORCHESTRATORS[name].fidelity.healthCommand.level === "unsupported" ? [] : expected,
      );
    });

    it("find that nothing checks health, if none is wanted", async () => {
      const found = findings(await plan(name, kit, { "podium:health": "none" }));
      expect(found.length).toBeGreaterThan(0);
      for (const each of found) expect(each).toMatch(/^health-check: .* has no health check/);
    });

    it("find secrets only if the orchestrator has no store for them", async () => {
      const found = findings(await plan(name, kit, SECRETS));
      const plain: unknown[] = [expect.stringMatching(/^no-plain-secret: .*: API_KEY, DSN;/)];
      const expected = kit.hasPlainSecrets ? plain : [];
      expect(found).toEqual(expected);
      expect(found.join()).not.toContain("s3cret");
    });

    it.each(CONTAINER_POLICIES.map((policy) => [policy.name, policy] as const))(
      "recognise a bad example: %s",
      (policyName, policy) => {
        const examples = kit.bad[policyName] ?? [];
        const { type } = workload();
        // An item that the fidelity calls unsupported has no bad example, and its policy does not apply.
        const applies = ORCHESTRATORS[name].fidelity[policy.item].level !== "unsupported";
        expect([expresses(type, policy.item), examples.length > 0]).toEqual([applies, applies]);
        if (!applies) expect(violations(policy, asInHost(workload()))).toBeUndefined();
        for (const example of examples) {
          const found = violations(policy, asInHost(spoil(workload(), example)));
          expect(found, example[0]).toHaveLength(1);
          expect(found!.join()).not.toContain("s3cret");
        }
      },
    );

    it("recognise a bad example: a second public port", () => {
      const [type, ...example] = kit.open;
      const another = spoil(
        resources.find((each) => each.type === type)!,
        example,
      );
      expect(onlyTheEndpoint!.problems([...resources, another].map(asInHost))).toEqual([
        expect.stringMatching(/^More than one port is open to the world: .*(,|-)/),
      ]);
    });
  });
