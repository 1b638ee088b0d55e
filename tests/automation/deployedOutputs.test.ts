import { expect, it, vi } from "vitest";
import { deployedOutputs } from "../../src/automation/deployedOutputs";
import { deployed, fakePulumi } from "./support/pulumi";
import { checkpoint, keepStateHere, writeState } from "./support/stateFile";

const requirePulumi = vi.hoisted(() => vi.fn());

vi.mock("../../src/automation/cli", async (original) => ({
  ...(await original<typeof import("../../src/automation/cli")>()),
  requirePulumi,
}));
vi.mock("../../src/common/paths", async (original) => (await import("../podiumFolder")).pathsOf(original));

keepStateHere();

it("are read without Pulumi", async () => {
  writeState(checkpoint({ from: "the file" }));
  expect(await deployedOutputs("swarm")).toEqual({ from: "the file" });
  expect(await deployedOutputs("nomad")).toBeUndefined();
  expect(requirePulumi).not.toHaveBeenCalled();
});

it("are what Pulumi says where it keeps its state elsewhere", async () => {
  vi.stubEnv("PULUMI_BACKEND_URL", "s3://states");
  requirePulumi.mockResolvedValue(fakePulumi({ "stack export": deployed({ from: "Pulumi" }) }).pulumi);
  expect(await deployedOutputs("swarm")).toEqual({ from: "Pulumi" });
});
