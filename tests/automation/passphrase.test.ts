import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { passphraseVariables } from "../../src/automation/passphrase";
import { temporaryFolder } from "../folder";

let folder: string;
beforeEach(() => (folder = temporaryFolder()));

describe("the passphrase", () => {
  it.each([
    { PULUMI_CONFIG_PASSPHRASE: "mine" },
    { PULUMI_CONFIG_PASSPHRASE: "" },
    { PULUMI_CONFIG_PASSPHRASE_FILE: "/a" },
  ])("is the user's own, if any: %j", (environment) => {
    expect(passphraseVariables(folder, environment)).toEqual({});
  });

  it("is otherwise generated once, in a file that only the user can read", () => {
    const { PULUMI_CONFIG_PASSPHRASE_FILE: file } = passphraseVariables(folder, {});
    const generated = readFileSync(file!, "utf8");
    expect(generated).toMatch(/^[\w-]{32}$/);
    expect(statSync(file!).mode & 0o777).toBe(0o600);
    passphraseVariables(folder, {});
    expect(readFileSync(file!, "utf8")).toBe(generated);
    expect(readdirSync(folder)).toEqual(["passphrase"]);
  });

  it.each(["", "\n"])("is refused if its file is empty, which it names: %j", (content) => {
    const file = join(folder, "passphrase");
    writeFileSync(file, content);
    expect(() => passphraseVariables(folder, {})).toThrow(`${file} is empty. Restore it`);
    expect(readFileSync(file, "utf8")).toBe(content);
  });
});
