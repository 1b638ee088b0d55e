import { scryptSync } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSecrets } from "../../app/secrets";
import { directoryWith } from "./support/files";

const proofOf = (name: string, value: string) => scryptSync(value, name, 16).toString("hex");

function read(names: string, env: Record<string, string>) {
  const problems: string[] = [];
  return { secrets: readSecrets(names, env, problems), problems };
}

describe("readSecrets", () => {
  it("returns proofs of the listed secrets only, from environment variables and from files", () => {
    const root = directoryWith({ token: "t0p" });
    const env = { PASSWORD: "hunter2", TOKEN_FILE: join(root, "token"), OTHER: "x" };
    expect(read("PASSWORD, TOKEN", env)).toEqual({
      secrets: {
        PASSWORD: { source: "env", fingerprint: proofOf("PASSWORD", "hunter2") },
        TOKEN: { source: "file", fingerprint: proofOf("TOKEN", "t0p") },
      },
      problems: [],
    });
  });

  it.each(["hunter2\n", "hunter2\r\n", "hunter2"])(
    "ignores the line break at the end of a file that contains %j",
    (content) => {
      const env = { A_FILE: join(directoryWith({ a: content }), "a") };
      expect(read("A", env).secrets.A).toEqual({ source: "file", fingerprint: proofOf("A", "hunter2") });
    },
  );

  it("returns different proofs of two secrets with the same value", () => {
    const { A, B } = read("A,B", { A: "hunter2", B: "hunter2" }).secrets;
    expect(A!.fingerprint).not.toBe(B!.fingerprint);
  });

  it("keeps other whitespace, which may be part of the value", () => {
    const env = { A_FILE: join(directoryWith({ a: " x \n\n" }), "a") };
    expect(read("A", env).secrets.A?.fingerprint).toBe(proofOf("A", " x \n"));
  });

  it.each([
    ["neither a value nor a file", {}, "A: is listed in PODIUM_SECRETS, but neither A nor A_FILE is set"],
    ["both a value and a file", { A: "hunter2", A_FILE: "hunter2" }, "A: set A or A_FILE, not both"],
    ["a missing file", { A_FILE: "hunter2" }, "A_FILE: cannot be read (ENOENT)"],
    ["a directory", { A_FILE: "." }, "A_FILE: cannot be read (EISDIR)"],
    ["an empty file", { A_FILE: "empty" }, "A_FILE: the file is empty"],
  ])("rejects %s, without quoting a value", (_, env: { A?: string; A_FILE?: string }, problem) => {
    const root = directoryWith({ empty: "" });
    const file = env.A_FILE && { A_FILE: join(root, env.A_FILE) };
    expect(read("A", { ...env, ...file })).toEqual({ secrets: {}, problems: [problem] });
  });

  it.each(["A=hunter2", "A,,B", "A B", "1A"])("rejects the list %j, without quoting it", (names) => {
    expect(read(names, { A: "x", B: "x" }).problems).toEqual([
      "PODIUM_SECRETS: must be a comma-separated list of environment variable names",
    ]);
  });
});
