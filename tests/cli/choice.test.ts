import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseEngines } from "../../src/cli/choice";
import type { Probes } from "../../src/cli/probes";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import type { Probe } from "../../src/orchestrators/engine";
import { readConfigFile } from "../../src/program/configFile";
import { temporaryFolder } from "../folder";
import { folder } from "../podiumFolder";

vi.mock("../../src/common/paths", async (original) => (await import("../podiumFolder")).pathsOf(original));
vi.mock("../../src/automation/projects", async (original) => ({
  ...(await original<typeof import("../../src/automation/projects")>()),
  stackConfig: (name: string) => {
    const file = join(folder.path, `${name}.yaml`);
    return existsSync(file) ? readConfigFile(file, `podium-${name}`) : {};
  },
}));
const answer = vi.hoisted(() => vi.fn<(question: { message: string }) => Promise<boolean>>());
vi.mock("@inquirer/confirm", () => ({ default: answer }));

let said: string[];
beforeEach(() => {
  folder.path = temporaryFolder();
  said = [];
  answer.mockReset();
  vi.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  process.stdin.isTTY = true;
});
afterEach(() => vi.restoreAllMocks());

const cloud = ORCHESTRATOR_NAMES.find((name) => ORCHESTRATORS[name].cloud)!;
const [near, far] = ORCHESTRATOR_NAMES.filter((name) => !ORCHESTRATORS[name].cloud) as [
  OrchestratorName,
  OrchestratorName,
];

const found = (identity: string, local: boolean): Probe => ({
  reachable: true,
  product: "Engine",
  version: "1",
  kind: "real",
  address: "http://127.0.0.1:1",
  identity,
  local,
});

/** One engine on this machine, one behind a loopback address that proves nothing, and a cloud's account. */
const probes = (): Probes =>
  new Map([
    [near, found("near", true)],
    [far, found("far", false)],
    [cloud, found("account", false)],
  ]);

describe("an engine that is not known to be on this machine", () => {
  it("is asked about once, with its address, and remembered by its identity", async () => {
    answer.mockResolvedValue(true);
    expect((await chooseEngines([], probes(), {})).chosen).toEqual([near, far]);
    expect(answer.mock.calls.map(([{ message }]) => message)).toEqual([
      "Engine 1 at http://127.0.0.1:1 is not known to be on this machine. Use it?",
    ]);
    expect((await chooseEngines([], probes(), {})).chosen).toEqual([near, far]);
    expect(answer).toHaveBeenCalledOnce();
    const moved = probes().set(far, found("another", false));
    answer.mockResolvedValue(false);
    expect((await chooseEngines([], moved, {})).chosen).toEqual([near]);
    expect(answer).toHaveBeenCalledTimes(2);
  });

  it("is left out without a terminal, and that is reported", async () => {
    process.stdin.isTTY = false;
    expect((await chooseEngines([], probes(), {})).chosen).toEqual([near]);
    expect(said).toEqual([
      `Engine 1 at http://127.0.0.1:1 is not known to be on this machine, so it is left out. To use it, name it (${far}) or add --yes.`,
    ]);
  });

  it.each([
    ["--yes", [], { yes: true }],
    ["its name", [far], {}],
  ] as const)("is used after %s, and remembered", async (_, names, options) => {
    process.stdin.isTTY = false;
    expect((await chooseEngines([...names], probes(), options)).chosen).toContain(far);
    expect((await chooseEngines([], probes(), {})).chosen).toEqual([near, far]);
    expect(answer).not.toHaveBeenCalled();
  });
});

describe("what may cost money", () => {
  it("is never chosen unless it is named", async () => {
    expect((await chooseEngines([], probes(), { yes: true })).chosen).not.toContain(cloud);
  });

  it("is shown as the stack is configured, and asked about each time", async () => {
    answer.mockResolvedValue(true);
    writeFileSync(join(folder.path, `${cloud}.yaml`), "config:\n  podium:replicas: 3\n");
    expect((await chooseEngines([cloud], probes(), {})).chosen).toEqual([cloud]);
    expect(said.join("\n")).toContain("What each program creates");
    expect(said.join("\n")).toMatch(
      /: about \$\d+ a month \(prices of [\d-]{10}, .+; traffic not counted\)\./,
    );
    expect(answer.mock.lastCall![0].message).toBe(
      `Deploy to ${ORCHESTRATORS[cloud].title}? This may cost money.`,
    );
    answer.mockResolvedValue(false);
    expect((await chooseEngines([cloud], probes(), {})).chosen).toEqual([]);
  });

  it("needs no question where an emulator stands in for it", async () => {
    const emulated = probes().set(cloud, { ...found("emulator", true), kind: "emulator" } as Probe);
    expect((await chooseEngines([], emulated, { yes: true })).chosen).toContain(cloud);
    expect(answer).not.toHaveBeenCalled();
  });

  it("is refused with --json, which cannot ask", async () => {
    await expect(chooseEngines([cloud], probes(), { json: true })).rejects.toThrow(
      `${ORCHESTRATORS[cloud].title} may cost money, and --json cannot ask: add --yes.`,
    );
  });
});

it("reports an engine that is named and cannot be reached", async () => {
  const unreachable: Probe = { reachable: false, reason: "nothing listens", remedy: "start it" };
  const { chosen, missing } = await chooseEngines([near], new Map([[near, unreachable]]), {});
  expect([chosen, missing]).toEqual([[], [near]]);
  expect(said).toEqual([
    `${ORCHESTRATORS[near].title} cannot be reached: nothing listens. To get it: start it`,
  ]);
});
