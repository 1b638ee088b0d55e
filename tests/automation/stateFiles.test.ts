import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { historyFolder, stateFile } from "../../src/automation/projects";
import { ProjectStack } from "../../src/automation/stacks";
import { deployed, fakePulumi, noStack } from "./support/pulumi";
import { checkpoint, keepStateHere, writeState } from "./support/stateFile";

vi.mock("../../src/common/paths", async (original) => (await import("../podiumFolder")).pathsOf(original));

keepStateHere();

/** An operation as Pulumi records it. */
function writeOperation(time: number, result: string) {
  mkdirSync(historyFolder("swarm"), { recursive: true });
  const path = join(historyFolder("swarm"), `dev-${time}.history.json`);
  writeFileSync(path, JSON.stringify({ kind: "update", result }));
}

describe("the outputs of a stack", () => {
  /** What they are, and what Pulumi was asked, which would tell other outputs. */
  async function found() {
    const { pulumi, calls } = fakePulumi({ "stack export": deployed({ from: "Pulumi" }) });
    const stack = await ProjectStack.find("swarm", pulumi);
    return { outputs: await stack?.outputs(), calls };
  }
  const asked = { outputs: { from: "Pulumi" }, calls: ["stack export --stack dev"] };

  it("are read from its file", async () => {
    writeState(checkpoint({ from: "the file" }));
    expect(await found()).toEqual({ outputs: { from: "the file" }, calls: [] });
  });

  it("are none without one", async () => {
    expect(await found()).toEqual({ outputs: undefined, calls: [] });
  });

  it.each([
    ["of a form that is not known here", { version: 4, checkpoint: {} }],
    ["of a stack that was never deployed", { version: 3, checkpoint: { latest: null } }],
    ["that is damaged", "{"],
    ["that is no object", "null"],
  ])("are what Pulumi says of a file %s", async (_, content) => {
    writeState(content);
    expect(await found()).toEqual(asked);
  });

  it("are what Pulumi says of a compressed file", async () => {
    writeState("", `${stateFile("swarm")}.gz`);
    expect(await found()).toEqual(asked);
  });

  it("are what Pulumi says where it keeps its state elsewhere", async () => {
    writeState(checkpoint({ from: "the file" }));
    vi.stubEnv("PULUMI_BACKEND_URL", "s3://states");
    expect(await found()).toEqual(asked);
  });
});

it("says, as Pulumi does, that a stack is missing where Pulumi keeps its state elsewhere", async () => {
  vi.stubEnv("PULUMI_BACKEND_URL", "s3://states");
  const { pulumi } = fakePulumi({ "stack export": noStack });
  expect(await ProjectStack.find("swarm", pulumi)).toBeUndefined();
});

describe("before an operation", () => {
  /** What Pulumi is called with. */
  async function up() {
    writeState(checkpoint({}));
    const { pulumi, calls } = fakePulumi();
    await (await ProjectStack.find("swarm", pulumi))!.up(() => undefined);
    return calls;
  }

  it("how the last one has ended is read from its file, and no stack is selected", async () => {
    writeOperation(1, "failed");
    writeOperation(2, "succeeded");
    const calls = await up();
    expect(calls.map((call) => call.split(" ")[0])).toEqual(["up"]);
    expect(calls[0]).toContain("--stack dev");
    expect(calls[0]).not.toContain("--refresh");
  });

  it("is refreshed after one that has failed", async () => {
    writeOperation(1, "succeeded");
    writeOperation(2, "failed");
    expect((await up())[0]).toContain("--refresh");
  });

  it("how the last one has ended is what Pulumi says without a file about it", async () => {
    expect((await up())[0]).toMatch(/^stack history /);
  });
});
