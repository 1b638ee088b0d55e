import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deployedOutputs } from "../../../src/automation/deployedOutputs";
import { look } from "../../../src/verdict/verify";
import { status } from "../../../src/cli/commands/status";
import type { ClusterNode, Instance } from "../../../src/orchestrators/engine";
import { engineOf } from "../../../src/orchestrators/engines";
import type { StackOutputs } from "../../../src/program/outputs";
import { fakeEngine } from "../../engine";

vi.mock("../../../src/automation/deployedOutputs", () => ({ deployedOutputs: vi.fn() }));
vi.mock("../../../src/verdict/verify", () => ({ look: vi.fn() }));
vi.mock("../../../src/orchestrators/engines", () => ({ engineOf: vi.fn() }));

beforeEach(() => void vi.mocked(engineOf).mockResolvedValue(fakeEngine()));
afterEach(() => vi.restoreAllMocks());

const OUTPUTS: StackOutputs = {
  endpoints: ["http://web"],
  reference: "default/web",
  connection: {},
  wanted: { image: "image", isSample: true, version: "v1", min: 1, max: 1 },
};

describe("where instances run", () => {
  const ready = { state: "ready", isManager: false } as const;
  const NODES: ClusterNode[] = [
    { name: "n1", zone: "a", ...ready },
    { name: "n2", zone: "b", ...ready, state: "down" },
  ];
  const INSTANCES: Instance[] = [
    { id: "one", state: "ready", node: "n1", zone: "a" },
    { id: "two", state: "unready", node: "n2", zone: "b" },
    { id: "three", state: "ready", zone: "c" },
    { id: "four", state: "starting" },
  ];
  const shown = async (json: boolean, engine = fakeEngine({ nodes: async () => NODES })) => {
    vi.mocked(engineOf).mockResolvedValue(engine);
    vi.mocked(look).mockResolvedValue({ problems: [], confirmed: [], instances: INSTANCES });
    vi.mocked(deployedOutputs).mockResolvedValue(OUTPUTS);
    const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
    expect(await status(["kubernetes"], { json })).toBe(0);
    return stripVTControlCharacters(printed.mock.calls[0]![0] as string);
  };

  it("is in podium status, with nodes that are not ready", async () => {
    const lines = (await shown(false)).split("\n");
    expect(lines[1]).toMatch(/ one ready +n1 in a +http:\/\/web/);
    expect(lines.slice(2).map((line) => line.trim().replace(/ {2,}/g, " | "))).toEqual([
      "two unready | n2 in b, down",
      "three ready | c",
      "four starting",
    ]);
  });

  it("is in its JSON, with the nodes", async () => {
    const [found] = JSON.parse(await shown(true)) as unknown[];
    expect(found).toMatchObject({ instances: INSTANCES, nodes: NODES });
  });

  it("is shown without the nodes if the engine does not tell", async () => {
    const nodes = () => Promise.reject(new Error("forbidden"));
    const [found] = JSON.parse(await shown(true, fakeEngine({ nodes }))) as unknown[];
    expect(found).toMatchObject({ state: "running", instances: INSTANCES, nodes: [] });
  });
});

it("podium status shows what the engine calls a deployment, if any", async () => {
  vi.mocked(look).mockResolvedValue({
    problems: [],
    confirmed: ["a"],
    instances: [{ id: "a", state: "ready" }],
  });
  vi.mocked(deployedOutputs).mockImplementation(async (name) =>
    name === "kubernetes" ? OUTPUTS : undefined,
  );
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await status(["kubernetes", "nomad"], { json: true });
  const none = { endpoints: [], instances: [], nodes: [], problems: [] };
  expect(JSON.parse(printed.mock.calls[0]![0] as string)).toEqual([
    {
      name: "kubernetes",
      state: "running",
      endpoints: ["http://web"],
      reference: "default/web",
      instances: [{ id: "a", state: "ready" }],
      nodes: [],
      version: "v1",
      image: "image",
      problems: [],
    },
    { name: "nomad", state: "not deployed", ...none },
  ]);
});

it("podium status shows why a stack cannot be read, and the others", async () => {
  vi.mocked(deployedOutputs).mockImplementation(async (name) => {
    if (name === "nomad") throw new Error("its state is damaged");
    return undefined;
  });
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  expect(await status(["kubernetes", "nomad"], { json: true })).toBe(1);
  expect(JSON.parse(printed.mock.calls[0]![0] as string)).toMatchObject([
    { name: "kubernetes", state: "not deployed" },
    { name: "nomad", state: "unknown", problems: ["its state is damaged"] },
  ]);
});

it("podium status says below the table what is wrong", async () => {
  vi.mocked(deployedOutputs).mockRejectedValue(new Error("its state\n  is damaged"));
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await status(["nomad"], {});
  const lines = stripVTControlCharacters(printed.mock.calls[0]![0] as string).split("\n");
  expect(lines.find((line) => line.startsWith("nomad"))!.trim()).toBe("nomad  unknown [1]");
  expect(lines.at(-1)).toBe("  [1] nomad: its state is damaged");
});
