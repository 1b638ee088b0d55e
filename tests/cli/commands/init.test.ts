import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { init } from "../../../src/cli/commands/init";
import { ORCHESTRATOR_NAMES } from "../../../src/orchestrators";
import { planStack } from "../../../src/plan";
import { DESCRIPTIONS } from "../../../src/workload/keys";
import { temporaryFolder } from "../../folder";
import { NOTHING, podium, ROOT } from "../../command";
import { muteConsole, printed } from "../support/console";

describe("podium init", () => {
  let file: string;
  beforeEach(() => {
    file = join(temporaryFolder(), "podium.yaml");
    vi.stubEnv("PODIUM_WORKLOAD_FILE", file);
    muteConsole();
    return () => vi.unstubAllEnvs();
  });
  afterEach(() => vi.restoreAllMocks());

  it("writes a file with each key explained in a line", async () => {
    await init();
    const lines = readFileSync(file, "utf8").split("\n");
    for (const text of Object.values(DESCRIPTIONS)) {
      const line = lines.find((each) => each.endsWith(`# ${text}`));
      expect(line, text).toMatch(/^(# )? *\w+: /);
    }
    expect(printed()).toBe(
      `${file} describes the sample. Edit it, then see what it changes: npx podium plan`,
    );
  });

  it("names the schema for editors in the first line, wherever the file is", async () => {
    await init();
    const [, schema] = /^# yaml-language-server: \$schema=(\.\S+)\n/.exec(readFileSync(file, "utf8"))!;
    expect(resolve(dirname(file), schema!)).toBe(join(ROOT, "podium.schema.json"));
    vi.stubEnv("PODIUM_WORKLOAD_FILE", relative(process.cwd(), file));
    await expect(init()).rejects.toThrow(`${file} exists`);
  });

  it("never overwrites a file, not even an empty one", async () => {
    writeFileSync(file, "");
    await expect(init()).rejects.toThrow(
      `${file} exists, and is kept as it is. Edit it, or move it away and run this again.`,
    );
    expect(readFileSync(file, "utf8")).toBe("");
    vi.stubEnv("PODIUM_WORKLOAD_FILE", `${file}.link`);
    symlinkSync(join(dirname(file), "nowhere"), `${file}.link`);
    await expect(init()).rejects.toThrow("exists");
    expect(existsSync(join(dirname(file), "nowhere"))).toBe(false);
  });

  it("exits with 1 where there is one, and shows an example in its help", async () => {
    writeFileSync(file, "");
    const env = { ...NOTHING, PODIUM_WORKLOAD_FILE: file };
    const { code, stderr } = await podium(["init"], env);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^\S+podium\.yaml exists, .*\n$/)]);
    expect((await podium(["init", "--help"], env)).stdout).toContain("$ npx podium init");
  });

  it("refuses if the environment wants no file, or it cannot be written", async () => {
    vi.stubEnv("PODIUM_WORKLOAD_FILE", "");
    await expect(init()).rejects.toThrow(
      "PODIUM_WORKLOAD_FILE is empty, so there is to be no file. Unset it",
    );
    vi.stubEnv("PODIUM_WORKLOAD_FILE", join(file, "no", "folder.yaml"));
    await expect(init()).rejects.toThrow(/folder\.yaml cannot be written: ENOENT/);
  });

  it.each(ORCHESTRATOR_NAMES)("changes nothing by itself: %s", async (name) => {
    await init();
    expect(await planStack(name, {}, file)).toEqual(await planStack(name));
    const config = { "podium:health": '{"interval":7}', "podium:replicas": "3", "podium:port": "9000" };
    expect(await planStack(name, config, file)).toEqual(await planStack(name, config));
  });

  it("writes keys that only have to be uncommented", async () => {
    await init();
    const uncommented = readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.replace(/^# (?=( {2})?\w+: )/, "").replace("sha256:…", `sha256:${"0".repeat(64)}`));
    writeFileSync(file, uncommented.slice(5).join("\n"));
    const { resources } = await planStack(ORCHESTRATOR_NAMES[0]!, {}, file);
    const text = JSON.stringify(resources);
    for (const each of ["my-app", "LOG_LEVEL"]) expect(text).toContain(each);
  });
});
