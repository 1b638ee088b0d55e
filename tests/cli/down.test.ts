import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startOf } from "../../src/automation/processes";
import { down } from "../../src/cli/down";
import { fakePulumi, type Reply } from "../automation/support/pulumi";

/** Podium's own folder, and the Pulumi CLI. */
const fake = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return { folder: mkdtempSync(`${tmpdir()}/podium-down-`), pulumi: {} as unknown };
});
vi.mock("../../src/paths", async (original) => ({
  ...(await original<typeof import("../../src/paths")>()),
  PODIUM_FOLDER: fake.folder,
}));
vi.mock("../../src/automation/cli", () => ({
  PULUMI_VERSION: "3.0.0",
  requirePulumi: async () => fake.pulumi,
}));

let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
  // The tasks' progress.
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  // Nothing listens there.
  vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:9");
  mkdirSync(fake.folder, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(fake.folder, { recursive: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

/** Has Pulumi answer like this; otherwise there is no stack. */
function answering(replies: Record<string, Reply> = {}): string[] {
  const { pulumi, calls } = fakePulumi({ "stack ls": [], ...replies });
  fake.pulumi = pulumi;
  return calls;
}

describe("podium down while a session is at work", () => {
  /** Whoever has started this process lives, and is at work on Nomad. */
  const serving = {
    pid: process.ppid,
    started: startOf(process.ppid),
    command: "podium serve",
    names: ["nomad"],
  };
  beforeEach(() => {
    mkdirSync(join(fake.folder, "sessions"));
    writeFileSync(join(fake.folder, "sessions", "1.json"), JSON.stringify(serving));
  });

  it.each([[[]], [["nomad", "swarm"]]] as const)("touches nothing, and says who works: %j", async (names) => {
    const calls = answering();
    await expect(down([...names], {})).rejects.toThrow(
      `podium serve, process ${process.ppid}, is at work on nomad. End it with Ctrl-C where it runs, or with: kill ` +
        `${process.ppid}.`,
    );
    expect(calls).toEqual([]);
  });

  it("takes away what that does not work on", async () => {
    answering();
    expect(await down(["swarm"], { json: true })).toBe(0);
  });
});

describe("podium down that is interrupted", () => {
  it("says so, what is left and what to do, and exits with 1", async () => {
    let asked = 0;
    answering({
      "stack ls": () => {
        if (!asked++) process.emit("SIGTERM", "SIGTERM");
        return [];
      },
    });
    // What was looked for and is not there is gone all the same; the image is not even looked for.
    expect(await down([], {})).toBe(1);
    expect(said.at(-1)).toBe("Interrupted. Left: image. Another podium down goes on.");
  });
});
