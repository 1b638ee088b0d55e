import { expect, it, vi } from "vitest";
import { ProjectStack } from "../../src/automation/stacks";
import type { Journal } from "../../src/drills/journal";
import { PulumiSite } from "../../src/drills/pulumiSite";
import type { TakenNodes } from "../../src/drills/takenNodes";
import type { Wanted } from "../../src/program/deployment";
import { fakeEngine } from "../engine";

const { own } = vi.hoisted(() => ({ own: { configured: false } }));
vi.mock("../../src/automation/stacks", () => ({ ProjectStack: { find: vi.fn() } }));
vi.mock("../../src/automation/projects", () => ({ runsSample: () => !own.configured }));
vi.mock("../../src/orchestrators/engines", () => ({ engineOf: async () => fakeEngine() }));

const WANTED: Wanted = {
  image: `podium@sha256:${"a".repeat(64)}`,
  version: "v1",
  isSample: true,
  readinessPath: "/readyz",
  min: 2,
  max: 2,
};

/** The site of a stack that is deployed with these outputs. */
async function find(wanted: Partial<Wanted>, configured = false) {
  own.configured = configured;
  const outputs = { endpoints: [], reference: "web", connection: {}, wanted: { ...WANTED, ...wanted } };
  const stack = { configFile: "/nonexistent", config: async () => ({}), outputs: async () => outputs };
  vi.mocked(ProjectStack.find).mockResolvedValue(stack as unknown as ProjectStack);
  const signal = new AbortController().signal;
  return PulumiSite.find("swarm", {
    pulumi: {} as never,
    journal: {} as Journal,
    nodes: {} as TakenNodes,
    interruption: { stop: signal, processes: signal },
  });
}

it("is found where the sample image is deployed, also by an earlier Podium", async () => {
  expect((await find({}))?.name).toBe("swarm");
  expect((await find({ isSample: undefined }))?.name).toBe("swarm");
});

it("is found with an image of one's own, which is recorded for whoever restores it", async () => {
  expect((await find({}))?.found.isSample).toBe(true);
  expect((await find({ isSample: false }, true))?.found.isSample).toBe(false);
});

it("is refused where the next update would change from the sample to one's own or back", async () => {
  await expect(find({}, true)).rejects.toThrow(
    "the sample image is deployed, and one of your own is configured (podium:image). Run `podium up swarm` first.",
  );
  await expect(find({ isSample: false })).rejects.toThrow(
    "an image of your own is deployed, and the sample image is configured. Run `podium up swarm` first.",
  );
});
