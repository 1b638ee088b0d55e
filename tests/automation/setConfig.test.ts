import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ProjectStack } from "../../src/automation/stacks";
import { temporaryFolder } from "../folder";
import { fakePulumi } from "./support/pulumi";

beforeEach(() => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  return () => vi.unstubAllEnvs();
});

/** The stack of a project whose CLI runs a script where it reads its standard input. */
async function stackWith(script: string) {
  const { pulumi, calls } = fakePulumi();
  const command = join(temporaryFolder(), "pulumi");
  writeFileSync(command, `#!${process.execPath}\n${script}`, { mode: 0o700 });
  Object.assign(pulumi, { command });
  return { stack: await ProjectStack.open("swarm", pulumi), calls };
}

describe("an encrypted value of a stack's configuration", () => {
  it("reaches Pulumi through its standard input, unlike others", async () => {
    const file = join(temporaryFolder(), "given.json");
    const { stack, calls } = await stackWith(`
      const { readFileSync, writeFileSync } = require("node:fs");
      const { PULUMI_SKIP_UPDATE_CHECK: variable } = process.env;
      const given = { args: process.argv.slice(2), value: readFileSync(0, "utf8"), folder: process.cwd(), variable };
      writeFileSync(${JSON.stringify(file)}, JSON.stringify(given));`);
    const value = JSON.stringify({ KEY: "s3cret\n" });
    await stack.configure({
      "podium:version": { value: "v2" },
      "podium:env": { value, secret: true },
    });
    const args = ["config", "set", "--secret", "--stack", "dev", "--non-interactive", "podium:env"];
    const folder = expect.stringMatching(/stacks.swarm$/) as string;
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ args, value, folder, variable: "true" });
    expect(calls.at(-1)).toBe("config set-all --stack dev --plaintext podium:version=v2");
    expect(calls.join()).not.toContain("s3cret");
  });

  it("that Pulumi refuses is reported as its other errors are, without the value", async () => {
    const { stack } = await stackWith(`console.error("error: the file is read-only"); process.exit(255);`);
    const value = "s3cret".repeat(100_000);
    await expect(stack.configure({ "podium:env": { value, secret: true } })).rejects.toThrow(
      /^the file is read-only$/,
    );
  });
});
