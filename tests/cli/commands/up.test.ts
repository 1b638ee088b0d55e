import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { mayCost } from "../../../src/cli/commands/up";
import type { Probe } from "../../../src/orchestrators/engine";
import { NOTHING, podium } from "../../command";

const folder = vi.hoisted(() => ({ path: "" }));
vi.mock("../../../src/automation/stacks", async (original) => ({
  ...(await original<typeof import("../../../src/automation/stacks")>()),
  configFile: (name: string) => join(folder.path, `${name}.yaml`),
}));

afterEach(() => vi.restoreAllMocks());

describe("what may cost money", () => {
  const elsewhere = new Map([
    ["ecs", { reachable: false, reason: "no account", remedy: "" } as Probe],
  ] as const);

  /** What is shown before the question, where a stack of ECS has this configuration. */
  async function shown(config?: string): Promise<string> {
    folder.path = mkdtempSync(join(tmpdir(), "podium-up-"));
    if (config) writeFileSync(join(folder.path, "ecs.yaml"), config);
    const log = vi.spyOn(console, "log").mockReturnValue();
    vi.spyOn(console, "error").mockReturnValue();
    const { path } = folder;
    onTestFinished(() => rmSync(path, { recursive: true }));
    expect(await mayCost(["ecs"], elsewhere, {})).toBe(false);
    return log.mock.lastCall!.join("\n");
  }

  it("is shown as the stack is configured, not as it would be by default", async () => {
    const REPOSITORY = /ecs +\d+ .*\bRepository\b/s;
    expect(await shown()).not.toMatch(REPOSITORY);
    expect(await shown("config:\n  podium-ecs:registry: ecr\n  podium:replicas: 3\n")).toMatch(REPOSITORY);
  });

  it("is never asked with --json, which says so and exits with 2", async () => {
    const { code, stdout, stderr } = await podium(["up", "ecs", "--json"], NOTHING);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Amazon ECS: this may cost money, and --json does not ask: add --yes.");
  });
});
