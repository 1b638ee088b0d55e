import { stripVTControlCharacters } from "node:util";
import { afterEach, expect, it, vi } from "vitest";
import { ProjectStack } from "../../../src/automation/stacks";
import { look } from "../../../src/verdict/verify";
import { status } from "../../../src/cli/commands/status";

vi.mock("../../../src/automation/cli", () => ({ requirePulumi: vi.fn() }));
vi.mock("../../../src/automation/stacks", () => ({ ProjectStack: { find: vi.fn() } }));
vi.mock("../../../src/verdict/verify", () => ({ look: vi.fn() }));
vi.mock("../../../src/orchestrators/engines", () => ({ engineOf: vi.fn() }));

afterEach(() => vi.restoreAllMocks());

it("podium status shows what the engine calls a deployment, if any", async () => {
  const wanted = { image: "image", version: "v1", replicas: 1 };
  const outputs = { endpoints: ["http://web"], reference: "default/web", connection: {}, wanted };
  vi.mocked(look).mockResolvedValue({
    problems: [],
    confirmed: ["a"],
    instances: [{ id: "a", state: "ready" }],
  });
  vi.mocked(ProjectStack.find).mockImplementation(async (name) =>
    name === "kubernetes" ? ({ outputs: async () => outputs } as unknown as ProjectStack) : undefined,
  );
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await status(["kubernetes", "nomad"], { json: true });
  const none = { endpoints: [], instances: [], problems: [] };
  expect(JSON.parse(printed.mock.calls[0]![0] as string)).toEqual([
    {
      name: "kubernetes",
      state: "running",
      endpoints: ["http://web"],
      reference: "default/web",
      instances: [{ id: "a", state: "ready" }],
      version: "v1",
      image: "image",
      problems: [],
    },
    { name: "nomad", state: "not deployed", ...none },
  ]);
});

it("podium status shows why a stack cannot be read, and the others", async () => {
  vi.mocked(ProjectStack.find).mockImplementation(async (name) => {
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
  vi.mocked(ProjectStack.find).mockRejectedValue(new Error("its state\n  is damaged"));
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await status(["nomad"], {});
  const lines = stripVTControlCharacters(printed.mock.calls[0]![0] as string).split("\n");
  expect(lines.find((line) => line.startsWith("nomad"))!.trim()).toBe("nomad  unknown [1]");
  expect(lines.at(-1)).toBe("  [1] nomad: its state is damaged");
});
