import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Step } from "../../src/orchestrators/bootstrap";
import type { Orchestrator } from "../../src/orchestrators/orchestrator";
import { drill } from "../../src/cli/commands/drill";
import { start } from "../../src/cli/commands/start";
import { up } from "../../src/cli/commands/up";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import type { Probe } from "../../src/orchestrators/engine";
import { UNREACHABLE } from "../engine";

/** Returns what is missing for the given orchestrators. */
const missing = vi.hoisted(() => vi.fn<(wanted: Orchestrator[]) => Promise<Step[]>>());
vi.mock("../../src/automation/bootstrap", () => ({ missing }));
const probe = vi.hoisted(() => vi.fn<(name: OrchestratorName) => Promise<Probe>>());
vi.mock("../../src/automation/target", () => ({ probe }));
vi.mock("../../src/automation/cli", () => ({
  PULUMI_VERSION: "3.0.0",
  PULUMI_REMEDY: "",
  findPulumi: async () => undefined,
  requirePulumi: () => Promise.reject(new Error("no Pulumi")),
}));
vi.mock("../../src/cli/session", () => ({ beginSession: async () => ({}) }));

let said: string[];
beforeEach(() => {
  said = [];
  missing.mockReset().mockResolvedValue([{ title: "Start a registry", command: "docker run", run: vi.fn() }]);
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, "error").mockReturnValue();
  probe.mockReset().mockResolvedValue(UNREACHABLE);
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

describe("what this machine lacks", () => {
  const [first, second] = ORCHESTRATOR_NAMES as [OrchestratorName, OrchestratorName];

  it.each([
    [[], ORCHESTRATOR_NAMES],
    [[first], [first]],
    [
      [first, second],
      [first, second],
    ],
  ])("is offered before anything is built for %j", async (names, wanted) => {
    const asked = [wanted.map((name) => ORCHESTRATORS[name])];
    expect(await up([...names], {})).toBe(1);
    expect(missing.mock.calls).toEqual([asked]);
    expect(said.join("\n")).toContain("Missing on this machine, and Podium can start it");
    expect(await drill([...names], { runs: 1, rate: 1 })).toBe(1);
    expect(missing.mock.calls).toEqual([asked, asked]);
  });

  it("is offered once by podium start, which deploys afterwards", async () => {
    const reachable: Probe = {
      reachable: true,
      local: true,
      product: "Engine",
      version: "1",
      kind: "real",
      address: "http://127.0.0.1:9",
      identity: "this",
    };
    const free = ORCHESTRATOR_NAMES.find((name) => !ORCHESTRATORS[name].cloud);
    probe.mockImplementation(async (name) => (name === free ? reachable : UNREACHABLE));
    await expect(start([], {})).rejects.toThrow("no Pulumi");
    expect(missing).toHaveBeenCalledOnce();
  });
});
