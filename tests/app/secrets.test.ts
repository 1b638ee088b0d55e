import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSecrets } from "../../app/secrets";
import { directoryWith } from "./support/files";

const proofOf = (value: string) => createHash("sha256").update(value).digest("hex").slice(0, 12);

function read(names: string, env: Record<string, string>) {
  const problems: string[] = [];
  return { secrets: readSecrets(names, env, problems), problems };
}

describe("secrets", () => {
  it("proves those from variables and from files, and only those listed", () => {
    const root = directoryWith({ token: "t0p" });
    const env = { PASSWORD: "hunter2", TOKEN_FILE: join(root, "token"), OTHER: "x" };
    expect(read("PASSWORD, TOKEN", env)).toEqual({
      secrets: {
        PASSWORD: { source: "env", sha256: proofOf("hunter2") },
        TOKEN: { source: "file", sha256: proofOf("t0p") },
      },
      problems: [],
    });
  });

  it.each(["hunter2\n", "hunter2\r\n", "hunter2"])(
    "gives a file with %j the proof of its value",
    (content) => {
      const env = { A_FILE: join(directoryWith({ a: content }), "a") };
      expect(read("A", env).secrets.A).toEqual({ source: "file", sha256: proofOf("hunter2") });
    },
  );

  it("keeps other white space, which may be part of the value", () => {
    const env = { A_FILE: join(directoryWith({ a: " x \n\n" }), "a") };
    expect(read("A", env).secrets.A?.sha256).toBe(proofOf(" x \n"));
  });

  it.each([
    ["neither", {}, "A: is in PODIUM_SECRETS, but neither A nor A_FILE is set"],
    ["both", { A: "hunter2", A_FILE: "/hunter2" }, "A: set A or A_FILE, not both"],
    ["a missing file", { A_FILE: "/hunter2" }, "A_FILE: cannot be read (ENOENT)"],
    ["a directory", { A_FILE: "/" }, "A_FILE: cannot be read (EISDIR)"],
    ["an empty file", { A_FILE: "/dev/null" }, "A_FILE: the file is empty"],
  ])("refuses %s, without quoting a value", (_, env, problem) => {
    expect(read("A", env)).toEqual({ secrets: {}, problems: [problem] });
  });

  it.each(["A=hunter2", "A,,B", "A B", "1A"])("refuses the list %j, without quoting it", (names) => {
    expect(read(names, { A: "x", B: "x" }).problems).toEqual([
      "PODIUM_SECRETS: must be names of environment variables, separated by commas",
    ]);
  });
});
