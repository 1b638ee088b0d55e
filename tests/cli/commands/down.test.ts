import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startOf } from "../../../src/automation/processes";
import { down } from "../../../src/cli/commands/down";
import { TakenNodes } from "../../../src/drills/takenNodes";
import { fakeEngine } from "../../engine";
import { fakeDocker } from "../../docker";
import { deployed, fakePulumi, noStack, type Reply } from "../../automation/support/pulumi";

/** Podium's own folder, and the Pulumi CLI. */
const fake = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return { folder: mkdtempSync(`${tmpdir()}/podium-down-`), pulumi: {} as unknown };
});
vi.mock("../../../src/common/paths", async (original) => ({
  ...(await original<typeof import("../../../src/common/paths")>()),
  PODIUM_FOLDER: fake.folder,
}));
vi.mock("../../../src/orchestrators/engines", () => ({ engineOf: async () => fakeEngine() }));
vi.mock("../../../src/automation/cli", () => ({
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

/** Makes Pulumi reply like this; by default, there is no stack. */
function answering(replies: Record<string, Reply> = {}): string[] {
  const { pulumi, calls } = fakePulumi({ "stack export": noStack, ...replies });
  fake.pulumi = pulumi;
  return calls;
}

describe("podium down while a session is active", () => {
  /** A session on Nomad, whose process, the parent of this one, is running. */
  const serving = {
    pid: process.ppid,
    started: startOf(process.ppid),
    command: "podium serve",
    names: ["nomad"],
  };
  beforeEach(() => {
    mkdirSync(join(fake.folder, "sessions"));
    writeFileSync(join(fake.folder, "sessions", `${process.ppid}.json`), JSON.stringify(serving));
  });

  it.each([[[]], [["nomad", "swarm"]]] as const)(
    "changes nothing, and reports which session it is: %j",
    async (names) => {
      const calls = answering();
      await expect(down([...names], {})).rejects.toThrow(
        `\`podium serve\` (process ${process.ppid}) is running on nomad. Stop it with Ctrl-C where it runs, or with ` +
          `\`kill ${process.ppid}\``,
      );
      expect(calls).toEqual([]);
    },
  );

  it("removes deployments that the session does not use", async () => {
    answering();
    expect(await down(["swarm"], { json: true })).toBe(0);
  });
});

describe("podium down that is interrupted", () => {
  it("reports that, what is left and what to do, and exits with 1", async () => {
    let asked = 0;
    answering({
      "stack export": () => {
        if (!asked++) process.emit("SIGTERM", "SIGTERM");
        return noStack;
      },
    });
    // Stacks that were looked up and do not exist count as removed; the image is not even looked up.
    expect(await down([], {})).toBe(1);
    expect(said.at(-1)).toBe("Interrupted. Not removed: image. Run `podium down` again to resume.");
  });
});

describe("the final message of podium down", () => {
  const DIGEST = `sha256:${"0".repeat(64)}`;
  /** Only the image is deployed, from this registry. */
  const image = (registry: string) => ({
    "stack export": deployed({ reference: `${registry}/podium@${DIGEST}` }),
  });
  const docker = async (replies: Parameters<typeof fakeDocker>[0]) => {
    const { port } = await fakeDocker({ "GET /_ping": "OK", "GET /volumes": { Volumes: null }, ...replies });
    vi.stubEnv("DOCKER_HOST", `tcp://127.0.0.1:${port}`);
  };

  it("says that nothing is left, unless only some were named", async () => {
    answering();
    expect(await down([], {})).toBe(0);
    expect(said).toEqual(["There was nothing to remove."]);
    answering({ "stack export": deployed({}) });
    expect(await down(["swarm"], {})).toBe(0);
    expect(said.at(-1)).toBe("Removed swarm.");
    expect(await down([], {})).toBe(0);
    expect(said.at(-1)).toMatch(/^Removed ecs, .*, image\. Nothing is left\.$/);
  });

  it("names the user's registry that keeps the image", async () => {
    const { port } = await fakeDocker({ "GET /v2/": 200 });
    for (const registry of ["registry.example.com", `localhost:${port}`]) {
      answering(image(registry));
      expect(await down([], {})).toBe(0);
      expect(said.at(-1)).toMatch(
        new RegExp(`^Removed .*, image\\. The image stays in the registry ${registry}\\.$`),
      );
      expect(await down([], { json: true })).toBe(0);
      expect(JSON.parse(said.at(-1)!)).toMatchObject({ failed: [], imageKeptBy: registry });
    }
  });

  it("does not name a registry that was removed with its images", async () => {
    await docker({ "GET /containers/json": [{ Id: "c1" }], "DELETE /containers/c1": 204 });
    answering(image("localhost:9"));
    expect(await down([], {})).toBe(0);
    expect(said.at(-1)).toMatch(
      /^Removed .*, image\. Nothing is left\.\nThe registry is removed, with the images in it\.$/,
    );
  });

  it("names what Podium started and Docker cannot remove, with exit code 1", async () => {
    await docker({ "GET /containers/json": [{ Id: "c1" }], "DELETE /containers/c1": 500 });
    answering();
    expect(await down([], {})).toBe(1);
    expect(said.at(-1)).toBe("Not removed: what Podium started. Run `podium down` again to resume.");
    expect(await down([], { json: true })).toBe(1);
    expect(JSON.parse(said.at(-1)!)).toMatchObject({
      failed: [{ name: "what Podium started", error: "The registry cannot be removed: status 500" }],
      undone: [],
    });
  });
});

it("podium down gives back the node that an interrupted drill has taken, and removes nothing before", async () => {
  const nodes = new TakenNodes();
  nodes.add("nomad", { how: "stopped", node: "two", start: [process.execPath, "-e", ""] });
  nodes.add("swarm", { how: "stopped", node: "two", start: ["/nowhere"] });
  const calls = answering();
  expect(await down(["nomad", "swarm"], { json: true })).toBe(1);
  expect(nodes.names).toEqual(["swarm"]);
  expect(JSON.parse(said.join("\n"))).toMatchObject({ failed: [{ name: "swarm" }] });
  expect(calls.filter((call) => call.startsWith("stack export"))).toHaveLength(1);
});
