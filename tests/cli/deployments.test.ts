import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { deployAll } from "../../src/cli/deployments";
import { Journal } from "../../src/drills/journal";
import { UNREACHABLE } from "../engine";

const fake = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return {
    folder: mkdtempSync(`${tmpdir()}/podium-up-`),
    deploy: undefined as unknown as () => Promise<unknown>,
  };
});
vi.mock("../../src/common/paths", async (original) => ({
  ...(await original<typeof import("../../src/common/paths")>()),
  PODIUM_FOLDER: fake.folder,
}));
vi.mock("../../src/automation/cli", () => ({ requirePulumi: async () => ({}) }));
vi.mock("../../src/automation/deploy", () => ({
  deployImage: async () => "image",
  deploy: () => fake.deploy(),
}));
vi.mock("../../src/automation/projects", () => ({ configFile: () => join(fake.folder, "Pulumi.dev.yaml") }));

const FILE = join(fake.folder, "Pulumi.dev.yaml");
const ORIGINAL = "config:\n  podium:replicas: 2\n";

beforeEach(() => {
  mkdirSync(fake.folder, { recursive: true });
  writeFileSync(FILE, "config:\n  podium:replicas: 5\n");
  new Journal().add("swarm", { deployed: true, config: ORIGINAL });
});
afterEach(() => vi.restoreAllMocks());

const up = () => {
  const { signal } = new AbortController();
  return deployAll(["swarm"], new Map([["swarm", UNREACHABLE]]), { stop: signal, processes: signal }, true);
};

it("deploys what the user has configured, not what an interrupted drill has left", async () => {
  let deployed = "";
  fake.deploy = async () => {
    deployed = readFileSync(FILE, "utf8");
    return { outputs: { wanted: {} }, verification: {} };
  };
  expect(await up()).toMatchObject([{ state: "running" }]);
  expect(deployed).toBe(ORIGINAL);
  expect(new Journal().find("swarm")).toBeUndefined();
});

it("remembers what the drill has changed until the deployment is done", async () => {
  fake.deploy = async () => {
    throw new Error("interrupted");
  };
  expect(await up()).toMatchObject([{ state: "failed" }]);
  expect(new Journal().find("swarm")).toEqual({ deployed: true, config: ORIGINAL });
});
