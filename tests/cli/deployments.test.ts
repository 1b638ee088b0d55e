import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deployAll } from "../../src/cli/deployments";
import { Journal } from "../../src/drills/journal";
import { TakenNodes } from "../../src/drills/takenNodes";
import type { OrchestratorName } from "../../src/orchestrators";
import { UNREACHABLE } from "../engine";

const fake = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return {
    folder: mkdtempSync(`${tmpdir()}/podium-up-`),
    deploy: undefined as unknown as (name: OrchestratorName) => Promise<unknown>,
    deployImage: undefined as unknown as () => Promise<string>,
    /** The orchestrators whose stacks have an image of the user's own. */
    own: [] as OrchestratorName[],
  };
});
vi.mock("../../src/common/paths", async (original) => ({
  ...(await original<typeof import("../../src/common/paths")>()),
  PODIUM_FOLDER: fake.folder,
}));
vi.mock("../../src/automation/cli", () => ({ requirePulumi: async () => ({}) }));
vi.mock("../../src/automation/deploy", () => ({
  deployImage: () => fake.deployImage(),
  deploy: (name: OrchestratorName) => fake.deploy(name),
}));
vi.mock("../../src/automation/projects", () => ({
  configFile: () => join(fake.folder, "Pulumi.dev.yaml"),
  runsSample: (name: OrchestratorName) => !fake.own.includes(name),
}));

const FILE = join(fake.folder, "Pulumi.dev.yaml");
const ORIGINAL = "config:\n  podium:replicas: 2\n";

beforeEach(() => {
  mkdirSync(fake.folder, { recursive: true });
  writeFileSync(FILE, "config:\n  podium:replicas: 5\n");
  new Journal().add("swarm", { deployed: true, config: ORIGINAL });
});
beforeEach(() => {
  fake.own = [];
  fake.deployImage = vi.fn(async () => "image");
});
afterEach(() => vi.restoreAllMocks());

const up = (names: OrchestratorName[] = ["swarm"], silent = true) => {
  const { signal } = new AbortController();
  const probes = new Map(names.map((name) => [name, UNREACHABLE]));
  return deployAll(names, probes, { stop: signal, processes: signal }, silent);
};

it("deploys what the user has configured, not what an interrupted drill has left", async () => {
  let deployed = "";
  fake.deploy = async () => {
    deployed = readFileSync(FILE, "utf8");
    return { outputs: { wanted: {} }, verification: {} };
  };
  expect(await up()).toMatchObject([{ state: "running", engine: "Docker Swarm (unknown engine)" }]);
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

it("gives back the node that an interrupted drill has taken, before it deploys", async () => {
  const nodes = new TakenNodes();
  nodes.add("swarm", { how: "stopped", node: "two", start: [process.execPath, "-e", ""] });
  fake.deploy = async () => {
    expect(nodes.names).toEqual([]);
    return { outputs: { wanted: {} }, verification: {} };
  };
  expect(await up()).toMatchObject([{ state: "running" }]);
});

describe("the sample image", () => {
  const BOTH: OrchestratorName[] = ["kubernetes", "nomad"];
  beforeEach(() => {
    fake.deploy = async () => ({ outputs: { wanted: {} }, verification: {} });
  });

  it("is not built if every stack has one of its own, which is said", async () => {
    const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    fake.own = BOTH;
    expect(await up(BOTH, false)).toMatchObject([{ state: "running" }, { state: "running" }]);
    expect(fake.deployImage).not.toHaveBeenCalled();
    expect(said.mock.calls.join("\n")).toContain(
      "Image: not built, since every stack has its own (podium:image)",
    );
  });

  it("is built if one stack needs it", async () => {
    fake.own = ["nomad"];
    await up(BOTH);
    expect(fake.deployImage).toHaveBeenCalledOnce();
  });

  it("is built for a stack that an interrupted drill has left, since drills run on no other", async () => {
    fake.own = ["swarm"];
    await up();
    expect(fake.deployImage).toHaveBeenCalledOnce();
  });

  it("keeps only those from being deployed that need it, if it cannot be built", async () => {
    fake.own = ["nomad"];
    fake.deployImage = () => Promise.reject(new Error("Docker does not respond"));
    expect(await up(BOTH)).toMatchObject([
      { name: "kubernetes", state: "failed", error: "no image: Docker does not respond" },
      { name: "nomad", state: "running" },
    ]);
  });
});
