import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readConfigFile } from "../../src/program/configFile";
import { SCALARS_ARRIVE, SCALARS_FILE } from "../program/scalars";
import { pulumi, PULUMI } from "./pulumi";

/** These need the Pulumi CLI, but no engine: a project of their own, with its state beside it. */
describe.skipIf(!PULUMI)("the configuration of a stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "podium-"));
  const file = join(folder, "Pulumi.dev.yaml");
  const config = (...args: string[]) => pulumi(folder, "config", ...args, "--stack", "dev");

  beforeAll(async () => {
    vi.stubEnv("PULUMI_BACKEND_URL", `file://${folder}`);
    // The local zone, which would name the offset of a date.
    vi.stubEnv("TZ", "UTC");
    writeFileSync(join(folder, "Pulumi.yaml"), "name: podium-x\nruntime: nodejs\n");
    await pulumi(folder, "stack", "init", "dev");
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is read from its file as Pulumi reads it", async () => {
    const others = "  nodeHost: a\n  podium:config:user: 1_0\n  podium:version: 9007199254740993\n";
    writeFileSync(file, `${SCALARS_FILE}${others}`);
    const found = JSON.parse(await config("--json")) as Record<string, { value: string }>;
    expect(JSON.parse(found["podium:env"]!.value)).toEqual(SCALARS_ARRIVE);
    const ours = readConfigFile(file, "podium-x");
    expect(Object.keys(ours).sort()).toEqual(Object.keys(found).sort());
    for (const key of ["podium-x:nodeHost", "podium:user", "podium:version"])
      expect(ours[key]).toBe(found[key]!.value);
  });
});
