import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { record } from "../../src/plan/record";
import { readConfigFile } from "../../src/program/configFile";
import { readSettings, readWorkload } from "../../src/program/settings";
import { run } from "../command";
import { SCALARS_ARRIVE, SCALARS_FILE } from "../program/scalars";
import { integer } from "../../src/workload/values";
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

  describe("is correct after the commands in its error were pasted into a shell", () => {
    const settings = { size: { value: integer(1, 5).default(2), default: "`2`", description: "how large" } };

    /** What the program says to the configuration as it is, undefined if that is correct. */
    async function complaint(): Promise<string | undefined> {
      const found = JSON.parse(await config("--json", "--show-secrets")) as Record<string, { value: string }>;
      const values = Object.fromEntries(Object.entries(found).map(([key, { value }]) => [key, value]));
      const program = () => [readSettings(settings), readWorkload({ publicPort: 8085 })];
      return record({ project: "podium-x", config: values }, program).then(
        () => undefined,
        (error: Error) => error.message,
      );
    }

    /** How it gets wrong, what the error says, and the words that a reader replaces in its commands. */
    const examples: [wrong: string[][], error: string, words?: Record<string, string>][] = [
      [[["podium:env.FOO", "bar"]], "podium:env.FOO is not a key"],
      [[["--path", "podium:discovery.type", "x"]], "podium:discovery is not a key"],
      [[["podium:discovery.type", "x"]], "podium:discovery.type is not a key"],
      [[["podium:a 'b' \"c\"", "x"]], "podium:a 'b' \"c\" is not a key"],
      [[["--path", "podium:autoscaling.most", "5"]], "podium:autoscaling.most is not a key"],
      [[["--path", 'podium:update["a.b"]', "5"]], 'podium:update["a.b"] is not a key'],
      [
        [
          ["--path", 'podium:env["a.b"]', "5"],
          ["--path", 'podium:env["c d"]', "5"],
          ["--path", "podium:env.E", "5"],
        ],
        'podium:env["a.b"] must be named',
      ],
      [[["--path", 'podium:env["it\'s \\"so\\""]', "5"]], "must be named"],
      [[["--secret", "--path", "podium:secrets.PORT", "5"]], "podium:secrets.PORT is reserved"],
      [
        [["--secret", "--path", "podium:secrets.A.B", "x"]],
        "podium:secrets.A must be a string",
        { VALUE: "y" },
      ],
      [
        [["--path", "podium:env.N", "9007199254740993"]],
        "too large to be exact",
        { VALUE: "9007199254740993" },
      ],
      [[["podium:replicas", "0"]], "podium:replicas must be", { VALUE: "5" }],
      [[["--path", "podium:replicas.x", "0"]], "podium:replicas must be", { VALUE: "5" }],
      [[["--path", "podium:update.surge", "x"]], "podium:update.surge must be", { VALUE: "5" }],
      [[["podium:update", "fast"]], "podium:update must be an object", { NAME: "surge", VALUE: "0" }],
      [
        [["--path", "podium:update[0]", "fast"]],
        "podium:update must be an object",
        { NAME: "surge", VALUE: "0" },
      ],
      [[["podium:env", "x"]], "podium:env must be an object", { VALUE: "0" }],
      [[["--secret", "podium:secrets", "x"]], "podium:secrets must be an object", { VALUE: "0" }],
      [[["--path", "podium:autoscaling.min", "5"]], "podium:autoscaling.max must be", { VALUE: "5" }],
      [
        [["--secret", "--path", "podium:registryCredentials.server", "r"]],
        "podium:registryCredentials.username must not be empty",
        { VALUE: "u" },
      ],
      [[["size", "9"]], "podium-x:size must be", { VALUE: "5" }],
      [[["podium-x:sizes.max", "9"]], "podium-x:sizes.max is not a setting"],
      [[["--path", "sizes.max", "9"]], "podium-x:sizes is not a setting"],
    ];

    it.each(examples)("%j", async (wrong, error, words = {}) => {
      writeFileSync(file, "");
      for (const args of wrong) await config("set", ...args);
      const message = await complaint();
      expect(message).toContain(error);
      for (const [, command] of message!.matchAll(/`(pulumi config [^`]+)`/g)) {
        const filled = command!.replace(/\b(NAME|VALUE)\b/g, (word) => words[word] ?? word);
        const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "test" };
        expect(await run("sh", ["-c", `${filled} --stack dev`], { cwd: folder, env })).toMatchObject({
          code: 0,
        });
      }
      expect(await complaint()).toBeUndefined();
    });
  });
});
