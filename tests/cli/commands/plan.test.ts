import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MATRIX } from "../../../src/workload/fidelity";
import { ORCHESTRATOR_NAMES } from "../../../src/orchestrators";
import type { Plan } from "../../../src/plan";
import { NOTHING, podium, ROOT } from "../../command";

describe("podium plan", () => {
  it("plans all orchestrators without any engine, account or CLI", async () => {
    const { code, stdout, stderr } = await podium(["plan", "--json"], NOTHING);
    expect([code, stderr]).toEqual([0, ""]);
    const plans = JSON.parse(stdout) as Plan[];
    expect(plans.map(({ name }) => name)).toEqual(ORCHESTRATOR_NAMES);
    for (const { fidelity, resources } of plans) {
      expect(Object.keys(fidelity)).toEqual(Object.keys(MATRIX));
      expect(resources.length).toBeGreaterThan(1);
    }
  });

  it("has default ports that conflict neither with each other nor with the engines' own", () => {
    const engines = [5000, 4566, 4646, 6443, 8080, 19080];
    const ports = ORCHESTRATOR_NAMES.map((name) => {
      const files = [join("stacks", name, "index.ts"), join("src", "orchestrators", name, "settings.ts")];
      const code = files.map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
      return Number(/(?:PUBLIC_PORT =|https \? 443 :) (\d+)/.exec(code)![1]);
    });
    expect(new Set([...ports, ...engines]).size).toBe(ports.length + engines.length);
  });

  it("shows one orchestrator in full: properties and effects", async () => {
    const { code, stdout } = await podium(["plan", "kubernetes"], NOTHING);
    expect(code).toBe(0);
    expect(stdout).toContain("kubernetes:apps/v1:Deployment");
    expect(stdout).toContain("spec.replicas");
    expect(stdout).toContain("is marked as");
    expect(stdout).toMatch(/How the drills kill one +pod deleted without a grace period: SIGTERM/);
  });

  it("drops duplicate names", async () => {
    const { code, stdout } = await podium(["plan", "nomad", "swarm", "nomad", "--json"], NOTHING);
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Plan[]).map(({ name }) => name)).toEqual(["nomad", "swarm"]);
  });

  it("uses no colours without a terminal", async () => {
    const { stdout } = await podium(["plan"], NOTHING);
    expect(stdout).not.toContain("\u001b[");
  });
});
