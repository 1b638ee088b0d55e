import { isDeepStrictEqual } from "node:util";
import type { Output } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Wanted } from "../../src/program/deployment";
import { HEALTH_COMMAND } from "../../src/program/environment";
import { CONTRACT, type ContractItem, type Property, PROVISIONS } from "../../src/workload/fidelity";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { type PlannedResource, Secret } from "../../src/plan/record";
import { planStack, runStack } from "../stack";
import { VARIATIONS } from "../variations";

type Provision = keyof typeof PROVISIONS;

/** What has to be configured for an orchestrator to provide something. */
const CONDITIONS: Partial<Record<`${OrchestratorName} ${Provision}`, Record<string, string>>> = {
  "aci placement": { "podium-aci:zones": "1,2,3" },
  "aci registry": { "podium-aci:registry": "acr" },
  "ecs registry": { "podium-ecs:registry": "ecr" },
  "ecs https": {
    "podium-ecs:certificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/1",
    "podium-ecs:domain": "podium.example.com",
  },
};

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

  // An emulator would lack some of what is claimed of AWS.
  beforeAll(() => void vi.stubEnv("AWS_ENDPOINT_URL", ""));

  it.each(Object.keys(CONTRACT) as ContractItem[])("%s goes where the fidelity says", async (item) => {
    const declared = fidelity[item];
    const before = await planStack(name);
    const after = await planStack(name, VARIATIONS[item]);
    if (declared.level === "unsupported") {
      expect(after).toEqual(before);
      expect(declared.effect).not.toBe("");
      return;
    }
    const values = valuesAt(after, declared.property);
    expect(values.filter((value) => value !== undefined)).not.toEqual([]);
    expect(isDeepStrictEqual(values, valuesAt(before, declared.property))).toBe(false);
  });

  it.each(Object.keys(PROVISIONS) as Provision[])("%s is provided as the fidelity says", async (item) => {
    const declared = fidelity[item];
    if (declared.level === "unsupported") {
      expect(declared.effect).not.toBe("");
      return;
    }
    const values = valuesAt(await planStack(name, CONDITIONS[`${name} ${item}`]), declared.property);
    expect(values.filter((value) => value !== undefined)).not.toEqual([]);
  });

  it("tells the instances where to find each other, if it can", async () => {
    const isTold = JSON.stringify(await planStack(name)).includes("PODIUM_PEERS");
    expect(isTold).toBe(fidelity.discovery.level !== "unsupported");
  });

  it("names the command that an image has to bring, where health is checked with one", async () => {
    const isChecked = JSON.stringify(await planStack(name)).includes("/app/server.js");
    expect(fidelity.health.effect?.includes(HEALTH_COMMAND.join(" ")) ?? false).toBe(isChecked);
  });

  it("publishes the same outputs as all others", async () => {
    const { result } = await runStack(name);
    expect(Object.keys(result).sort()).toEqual(["endpoints", "orchestrator", "reference", "wanted"]);
    expect(result.orchestrator).toBe(name);
  });

  it("wants what the autoscaler chooses, if there is one", async () => {
    const { result } = await runStack(name, VARIATIONS.autoscaling);
    const { maxReplicas } = await new Promise<Wanted>((resolve) =>
      (result["wanted"] as Output<Wanted>).apply(resolve),
    );
    expect(maxReplicas).toBe(fidelity.autoscaling.level === "unsupported" ? undefined : 6);
  });

  it("never shows a secret", async () => {
    const resources = await planStack(name, { ...VARIATIONS.secrets, ...VARIATIONS.registryCredentials });
    expect(JSON.stringify(resources)).not.toMatch(/s3cret|"pass"/);
  });
});
