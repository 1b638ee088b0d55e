import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { writeFile } from "../../src/common/files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "podium-files-"));
  return () => rmSync(folder, { recursive: true });
});

describe("writing a file", () => {
  it("creates the folder, and leaves nothing else in it", () => {
    writeFile(join(folder, "a", "b.json"), "{}", 0o600);
    expect(readdirSync(join(folder, "a"))).toEqual(["b.json"]);
    expect(readFileSync(join(folder, "a", "b.json"), "utf8")).toBe("{}");
    expect(statSync(join(folder, "a", "b.json")).mode & 0o777).toBe(0o600);
  });

  it("leaves everything as it was if it fails", () => {
    writeFile(join(folder, "kept.json"), "before");
    // A rename cannot replace a folder that is not empty.
    writeFile(join(folder, "taken", "inner"), "x");
    expect(() => writeFile(join(folder, "taken"), "after")).toThrow(
      new RegExp(`^${join(folder, "taken")} cannot be written: E[A-Z]+: `),
    );
    expect(readdirSync(folder).sort()).toEqual(["kept.json", "taken"]);
    expect(readFileSync(join(folder, "kept.json"), "utf8")).toBe("before");
  });
});
