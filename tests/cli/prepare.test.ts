import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Step } from "../../src/docker/bootstrap";
import { drill } from "../../src/cli/commands/drill";
import { start } from "../../src/cli/commands/start";
import { up } from "../../src/cli/commands/up";
import { ORCHESTRATORS } from "../../src/orchestrators";

/** What is asked for, and what is missing then. */
const missing = vi.hoisted(() => vi.fn<(toSwarm: boolean) => Promise<Step[]>>());
vi.mock("../../src/docker/bootstrap", () => ({ missing }));
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
  for (const { engine } of Object.values(ORCHESTRATORS))
    vi.spyOn(engine, "probe").mockResolvedValue({ reachable: false, reason: "", remedy: "" });
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

describe("what this machine lacks", () => {
  it.each([
    [[], true],
    [["nomad"], false],
    [["nomad", "swarm"], true],
  ] as const)("is offered before anything is built for %j", async (names, toSwarm) => {
    expect(await up([...names], {})).toBe(1);
    expect(missing.mock.calls).toEqual([[toSwarm]]);
    expect(said.join("\n")).toContain("This machine lacks, and Podium can start");
    expect(await drill([...names], { runs: 1, rate: 1 })).toBe(1);
    expect(missing.mock.calls).toEqual([[toSwarm], [toSwarm]]);
  });

  it("is offered once by podium start, which deploys afterwards", async () => {
    vi.spyOn(ORCHESTRATORS.nomad.engine, "probe").mockResolvedValue({
      reachable: true,
      local: true,
      product: "Nomad",
      version: "1",
      kind: "real",
      address: "http://127.0.0.1:9",
    });
    await expect(start([], {})).rejects.toThrow("no Pulumi");
    expect(missing.mock.calls).toEqual([[true]]);
  });
});
