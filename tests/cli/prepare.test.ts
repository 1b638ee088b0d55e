import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Step } from "../../src/orchestrators/bootstrap";
import type { Orchestrator } from "../../src/orchestrators/orchestrator";
import { drill } from "../../src/cli/commands/drill";
import { start } from "../../src/cli/commands/start";
import { up } from "../../src/cli/commands/up";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import type { Probe } from "../../src/orchestrators/engine";
import { REACHABLE, UNREACHABLE } from "../engine";

/** Returns what is missing for the given orchestrators. */
const missing = vi.hoisted(() =>
  vi.fn<(wanted: Orchestrator[], needsRegistry: boolean) => Promise<Step[]>>(),
);
vi.mock("../../src/automation/bootstrap", () => ({ missing }));
const probe = vi.hoisted(() => vi.fn<(name: OrchestratorName) => Promise<Probe>>());
vi.mock("../../src/automation/target", () => ({ probe }));
/** The orchestrators whose stacks have an image of the user's own. */
const own = vi.hoisted(() => new Set<string>());
vi.mock("../../src/automation/projects", async (original) => ({
  ...(await original<typeof import("../../src/automation/projects")>()),
  runsSample: (name: string) => !own.has(name),
}));
vi.mock("../../src/automation/cli", () => ({
  PULUMI_VERSION: "3.0.0",
  PULUMI_REMEDY: "",
  findPulumi: async () => undefined,
  requirePulumi: () => Promise.reject(new Error("no Pulumi")),
}));
const { engineSteps, finishStart, isStartUnfinished } = vi.hoisted(() => ({
  engineSteps: vi.fn<(names: string[]) => Promise<Step[]>>(),
  finishStart: vi.fn<() => Promise<void>>(),
  isStartUnfinished: vi.fn<() => boolean>(),
}));
vi.mock("../../src/cli/engines", () => ({ engineSteps, finishStart, isStartUnfinished }));
vi.mock("../../src/cli/session", () => ({ beginSession: async () => ({}) }));

let said: string[];
beforeEach(() => {
  said = [];
  own.clear();
  missing.mockReset().mockResolvedValue([{ title: "Start a registry", command: "docker run", run: vi.fn() }]);
  engineSteps.mockReset().mockResolvedValue([]);
  finishStart.mockReset().mockResolvedValue();
  isStartUnfinished.mockReset().mockReturnValue(false);
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, "error").mockReturnValue();
  probe.mockReset().mockResolvedValue(UNREACHABLE);
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

const reachableAt = (only: OrchestratorName) =>
  probe.mockImplementation(async (name) => (name === only ? REACHABLE : UNREACHABLE));

describe("what this machine lacks", () => {
  const [first, second] = ORCHESTRATOR_NAMES as [OrchestratorName, OrchestratorName];
  const free = ORCHESTRATOR_NAMES.find(
    (name) => !ORCHESTRATORS[name].cloud && !ORCHESTRATORS[name].bootstrap,
  )!;

  it.each([
    [[], ORCHESTRATOR_NAMES],
    [[first], [first]],
    [
      [first, second],
      [first, second],
    ],
  ])("is offered before anything is built for %j", async (names, wanted) => {
    const asked = [wanted.map((name) => ORCHESTRATORS[name]), true];
    expect(await up([...names], {})).toBe(1);
    expect(missing.mock.calls).toEqual([asked]);
    expect(said.join("\n")).toContain("Missing on this machine, and Podium can start it");
    expect(await drill([...names], { runs: 1, rate: 1 })).toBe(1);
    expect(missing.mock.calls).toEqual([asked, asked]);
  });

  it("is offered once by podium start, which deploys afterwards", async () => {
    reachableAt(free);
    await expect(start([], {})).rejects.toThrow("no Pulumi");
    expect(missing).toHaveBeenCalledOnce();
  });

  it("includes engines in Docker, after the registry that they pull from", async () => {
    const done: string[] = [];
    const step = (title: string): Step => ({ title, command: "", run: async () => void done.push(title) });
    missing.mockResolvedValue([step("registry")]);
    engineSteps.mockResolvedValue([step("engines")]);
    await up([first], { yes: true }).catch(() => undefined);
    expect(engineSteps).toHaveBeenCalledWith([first]);
    expect(done).toEqual(["registry", "engines"]);
  });

  it("is looked for once what an interrupted command has begun is finished", async () => {
    await up([first], {});
    expect(finishStart).not.toHaveBeenCalled();
    isStartUnfinished.mockReturnValue(true);
    finishStart.mockImplementation(async () => void expect(missing).toHaveBeenCalledOnce());
    await up([first], {});
    expect(finishStart).toHaveBeenCalledOnce();
    expect(missing).toHaveBeenCalledTimes(2);
  });

  /** Whether a registry for the sample image is among it. */
  const needsRegistry = async (names: OrchestratorName[]) => {
    // There is no Pulumi to deploy with.
    await up(names, {}).catch(() => undefined);
    return missing.mock.lastCall![1];
  };

  it("has no registry if no stack that was named needs the sample image", async () => {
    own.add(first);
    expect(await needsRegistry([first])).toBe(false);
    expect(await needsRegistry([first, second])).toBe(true);
  });

  it("has no registry if no stack that could be deployed to needs it, found here or started here", async () => {
    for (const name of ORCHESTRATOR_NAMES) if (ORCHESTRATORS[name].bootstrap) own.add(name);
    expect(await needsRegistry([])).toBe(false);
    reachableAt(free);
    expect(await needsRegistry([])).toBe(true);
    own.add(free);
    expect(await needsRegistry([])).toBe(false);
    const [bootstrapped] = ORCHESTRATOR_NAMES.filter((name) => ORCHESTRATORS[name].bootstrap);
    own.delete(bootstrapped!);
    expect(await needsRegistry([])).toBe(true);
  });

  it("has no registry for drills of an image of one's own", async () => {
    own.add(first);
    expect(await drill([first], { runs: 1, rate: 1 })).toBe(1);
    expect(missing.mock.lastCall![1]).toBe(false);
  });
});
