import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import { configFile, runsSample } from "../../src/automation/projects";
import { IMAGE } from "../program";
import { workloadFileOf } from "../workloadFile";

const { folder } = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return { folder: mkdtempSync(`${tmpdir()}/podium-projects-`) };
});
vi.mock("../../src/common/paths", async (original) => ({
  ...(await original<typeof import("../../src/common/paths")>()),
  stackFolder: (name: string) => join(folder, name),
}));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ["no file", undefined, true],
  ["another key", "config:\n  podium:replicas: 3\n", true],
  ["an image", "config:\n  podium:image: own@sha256:0\n", false],
  ["no valid image, which its program refuses", "config:\n  podium:image: ''\n", false],
  ["an encrypted image", "config:\n  podium:image:\n    secure: v1:abc\n", false],
  ["a file that cannot be read", "config: [", true],
])("a stack runs the sample image or not, by its configuration: %s", (_case, content, expected) => {
  mkdirSync(join(folder, "swarm"), { recursive: true });
  if (content !== undefined) writeFileSync(configFile("swarm"), content);
  expect(runsSample("swarm")).toBe(expected);
});

it("a stack that has no image runs that of the workload file", () => {
  mkdirSync(join(folder, "nomad"), { recursive: true });
  vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf(`image: ${IMAGE}\n`));
  expect(runsSample("nomad")).toBe(false);
  vi.unstubAllEnvs();
});
