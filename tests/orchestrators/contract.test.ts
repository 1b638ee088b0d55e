import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { CONTRACT, type ContractItem, type Property } from "../../src/fidelity";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { type PlannedResource, Secret } from "../../src/plan/record";
import { runStack } from "../stack";

/**
 * For each item of the contract, configuration that differs from the default in nothing but that item. Whatever an
 * orchestrator claims of an item is then held against what its program makes of the difference.
 */
const VARIATIONS: Record<ContractItem, Record<string, string>> = {
  name: { "podium:name": "other" },
  image: { "podium:image": `localhost:5000/other@sha256:${"b".repeat(64)}` },
  version: { "podium:version": "v2" },
  replicas: { "podium:replicas": "3" },
  cpu: { "podium:cpu": "1.5" },
  memory: { "podium:memory": "2048" },
  port: { "podium:port": "8181" },
  publicPort: { "podium:publicPort": "30081" },
  env: { "podium:env": '{"GREETING":"hello"}' },
  secrets: { "podium:secrets": '{"API_KEY":"s3cret"}' },
  health: { "podium:health": '{"interval":7}' },
  readiness: { "podium:readiness": '{"interval":8}' },
  stopSeconds: { "podium:stopSeconds": "25" },
  parallelism: { "podium:update": '{"parallelism":2}' },
  surge: { "podium:update": '{"surge":0}' },
  rollback: { "podium:update": '{"rollback":false}' },
  user: { "podium:user": "1234" },
  readOnlyRootFilesystem: { "podium:readOnlyRootFilesystem": "false" },
  registryCredentials: {
    "podium:registryCredentials": '{"server":"registry.example.com","username":"robot","password":"pass"}',
  },
  autoscaling: { "podium:autoscaling": '{"min":2,"max":6,"cpuPercent":70}' },
};

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
