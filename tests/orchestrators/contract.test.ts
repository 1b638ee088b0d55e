import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { CONTRACT, type ContractItem, type Property } from "../../src/fidelity";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { type PlannedResource, Secret } from "../../src/plan/record";
import { runStack } from "../stack";
import { VARIATIONS } from "../variations";

const plan = async (name: OrchestratorName, config?: Record<string, string>): Promise<PlannedResource[]> =>
  (await runStack(name, config)).resources;

/** The values of a property in all resources of its type; the path leads into texts of JSON, too. */
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

describe.each(ORCHESTRATOR_NAMES)("the contract on %s", (name) => {
  const { fidelity } = ORCHESTRATORS[name];

  it.each(Object.keys(CONTRACT) as ContractItem[])("%s goes where the fidelity says", async (item) => {
    const declared = fidelity[item];
    const before = await plan(name);
    const after = await plan(name, VARIATIONS[item]);
    if (declared.level === "unsupported") {
      expect(after).toEqual(before);
      expect(declared.effect).not.toBe("");
      return;
    }
    const values = valuesAt(after, declared.property);
    expect(values.filter((value) => value !== undefined)).not.toEqual([]);
    expect(isDeepStrictEqual(values, valuesAt(before, declared.property))).toBe(false);
  });

  it("publishes the same outputs as all others", async () => {
    const { result } = await runStack(name);
    expect(Object.keys(result).sort()).toEqual(["endpoints", "orchestrator", "reference", "wanted"]);
    expect(result.orchestrator).toBe(name);
  });

  it("never shows a secret", async () => {
    const resources = await plan(name, { ...VARIATIONS.secrets, ...VARIATIONS.registryCredentials });
    expect(JSON.stringify(resources)).not.toMatch(/s3cret|"pass"/);
  });
});
