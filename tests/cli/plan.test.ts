import { describe, expect, it } from "vitest";
import { CONTRACT } from "../../src/fidelity";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import type { Plan } from "../../src/plan";
import { NOTHING, podium } from "../command";

describe("podium plan", () => {
  it("plans all seven without any engine, account or CLI", async () => {
    const { code, stdout, stderr } = await podium(["plan", "--json"], NOTHING);
    expect([code, stderr]).toEqual([0, ""]);
    const plans = JSON.parse(stdout) as Plan[];
    expect(plans.map(({ name }) => name)).toEqual(ORCHESTRATOR_NAMES);
    for (const { fidelity, resources } of plans) {
      expect(Object.keys(fidelity)).toEqual(Object.keys(CONTRACT));
      expect(resources.length).toBeGreaterThan(1);
    }
  });

  it("has default ports that collide neither with each other nor with the engines' own", async () => {
    const { stdout } = await podium(["plan", "--json"], NOTHING);
    const engines = [5000, 4566, 4646, 6443, 8080, 19080];
    const ports = (JSON.parse(stdout) as Plan[]).map(({ name, resources, fidelity }) =>
      publicPort(name, resources, fidelity),
    );
    expect(new Set([...ports, ...engines]).size).toBe(ports.length + engines.length);
  });

  it("shows one orchestrator in full: properties and effects", async () => {
    const { code, stdout } = await podium(["plan", "kubernetes"], NOTHING);
    expect(code).toBe(0);
    expect(stdout).toContain("kubernetes:apps/v1:Deployment");
    expect(stdout).toContain("spec.replicas");
    expect(stdout).toContain("is marked as");
  });

  it("uses no colours where there is no terminal", async () => {
    const { stdout } = await podium(["plan"], NOTHING);
    expect(stdout).not.toContain("\u001b[");
  });
});

/** The first number in the value of the property that holds the public port. */
function publicPort(
  name: string,
  resources: Plan["resources"],
  { publicPort: declared }: Plan["fidelity"],
): number {
  if (declared.level === "unsupported") throw new Error(`${name} publishes no port`);
  const { type, path } = declared.property;
  const found = resources.find((each) => each.type === type)!.inputs;
  const value = path.split(".").reduce((inner: unknown, key) => {
    const parsed: unknown = typeof inner === "string" ? JSON.parse(inner) : inner;
    return (parsed as Record<string, unknown>)[key];
  }, found);
  return Number(/\d+/.exec(JSON.stringify(value))?.[0]);
}
