import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plan } from "../../../src/cli/commands/plan";
import { MATRIX } from "../../../src/workload/fidelity";
import { ORCHESTRATOR_NAMES } from "../../../src/orchestrators";
import type { Plan } from "../../../src/plan";
import { NOTHING, podium, ROOT } from "../../command";
import { muteConsole, printed } from "../support/console";

beforeEach(muteConsole);
afterEach(() => vi.restoreAllMocks());

describe("podium plan", () => {
  it("plans all orchestrators without any engine, account or CLI", async () => {
    const { code, stdout, stderr } = await podium(["plan", "--defaults", "--json"], NOTHING);
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
    expect(await plan(["kubernetes"], {})).toBe(0);
    expect(printed()).toContain("kubernetes:apps/v1:Deployment");
    expect(printed()).toContain("spec.replicas");
    expect(printed()).toContain("is marked as");
    expect(printed()).toMatch(/How the drills kill one +pod deleted without a grace period: SIGTERM/);
  });

  it("drops duplicate names", async () => {
    const { code, stdout } = await podium(
      ["plan", "nomad", "swarm", "nomad", "--defaults", "--json"],
      NOTHING,
    );
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Plan[]).map(({ name }) => name)).toEqual(["nomad", "swarm"]);
  });

  it("uses no colours without a terminal", async () => {
    const { stdout } = await podium(["plan", "nomad", "swarm"], NOTHING);
    expect(stdout).not.toContain("\u001b[");
  });
});
