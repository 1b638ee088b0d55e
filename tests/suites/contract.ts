import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../../src/program/connection";
import type { Wanted } from "../../src/program/deployment";
import { HEALTH_COMMAND } from "../../src/program/environment";
import { CONTRACT, type ContractItem, type Property, PROVISIONS } from "../../src/workload/fidelity";
import { ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { Secret } from "../../src/plan/record";
import { valueOf } from "../outputs";
import { planStack, runStack } from "../stack";
import { VARIATIONS } from "../variations";
import { kitOf } from "../orchestrators/kit";
import type { PlannedResource } from "../../src/program/resources";

type Provision = keyof typeof PROVISIONS;

/** The values of a property in all resources of its type; the path can lead into JSON strings. */
function valuesAt(resources: PlannedResource[], { type, path }: Property): unknown[] {
  return resources
    .filter((each) => each.type === type)
    .map(({ inputs }) => path.split(".").reduce(step, inputs as unknown));
}

function step(value: unknown, key: string): unknown {
  const inner = value instanceof Secret ? value.value : value;
  const parsed = typeof inner === "string" ? parse(inner) : inner;
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>)[key] : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether Pulumi would encrypt an output. */
const isSecretOf = (output: unknown): Promise<boolean> => (output as { isSecret: Promise<boolean> }).isSecret;

/** Checks that an orchestrator's program does what its fidelity declares. */
export const contractSuite = (name: OrchestratorName) =>
  describe(`the contract on ${name}`, () => {
    const { fidelity } = ORCHESTRATORS[name];
    let byDefault: PlannedResource[];
    beforeAll(async () => {
      byDefault = await planStack(name);
    });

    it.each(Object.keys(CONTRACT) as ContractItem[])("maps %s as the fidelity declares", async (item) => {
      const declared = fidelity[item];
      const after = await planStack(name, VARIATIONS[item]);
      if (declared.level === "unsupported") {
        expect(after).toEqual(byDefault);
        expect(declared.effect).not.toBe("");
        return;
      }
      const [before, values] = [byDefault, after].map((plan) => valuesAt(plan, declared.property));
      // What is not wanted shows in what is missing.
      const shown = item.endsWith("None") ? before! : values!;
      expect(shown.filter((value) => value !== undefined)).not.toEqual([]);
      expect(isDeepStrictEqual(values, before)).toBe(false);
    });

    it.each(Object.keys(PROVISIONS) as Provision[])("provides %s as the fidelity declares", async (item) => {
      const declared = fidelity[item];
      if (declared.level === "unsupported") {
        expect(declared.effect).not.toBe("");
        return;
      }
      const values = valuesAt(
        await planStack(name, (await kitOf(name)).conditions?.[item]),
        declared.property,
      );
      expect(values.filter((value) => value !== undefined)).not.toEqual([]);
    });

    it("tells instances how to find their peers, if the orchestrator can", async () => {
      const isTold = JSON.stringify(byDefault).includes("PODIUM_PEERS");
      expect(isTold).toBe(fidelity.discovery.level !== "unsupported");
    });

    it("names the command that an image needs if a command checks its health", async () => {
      const isChecked = JSON.stringify(byDefault).includes("/app/server.js");
      expect(fidelity.health.effect?.includes(HEALTH_COMMAND.join(" ")) ?? false).toBe(isChecked);
    });

    it("has the same outputs on every orchestrator", async () => {
      const { result } = await runStack(name);
      expect(Object.keys(result).sort()).toEqual([
        "connection",
        "endpoints",
        "entrances",
        "orchestrator",
        "reference",
        "wanted",
      ]);
      expect(result.orchestrator).toBe(name);
    });

    it("says what it means if there are several endpoints", async () => {
      const { result } = await runStack(name);
      const isNone = /^none shared/.test(ORCHESTRATORS[name].concepts.endpoint);
      expect(result["entrances"]).toBe(isNone ? "own" : "shared");
    });

    it("wants as many instances as the autoscaler may choose, if any", async () => {
      const { result } = await runStack(name, VARIATIONS.autoscaling);
      const { min, max } = await valueOf<Wanted>(result["wanted"]);
      expect([min, max]).toEqual(fidelity.autoscaling.level === "unsupported" ? [2, 2] : [2, 6]);
    });

    it("outputs a connection that has only strings and no secrets", async () => {
      const { answers } = await kitOf(name);
      const secrets = { ...VARIATIONS.secrets, ...VARIATIONS.registryCredentials };
      const { result } = await runStack(name, secrets, answers);
      const output = result["connection"];
      expect(await isSecretOf(output)).toBe(false);
      const values = Object.values(await valueOf<Connection>(output)).filter((each) => each !== undefined);
      expect(values.every((each) => typeof each === "string")).toBe(true);
    });

    it("never shows a secret", async () => {
      const resources = await planStack(name, { ...VARIATIONS.secrets, ...VARIATIONS.registryCredentials });
      expect(JSON.stringify(resources)).not.toMatch(/s3cret|"pass"/);
    });
  });
