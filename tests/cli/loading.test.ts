import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checked, NOTHING, ROOT } from "../command";

/** All files that are loaded with a module. */
async function loadedWith(module: string): Promise<string> {
  const script = `require(${JSON.stringify(module)}); console.log(Object.keys(require.cache).join("\\n"));`;
  const hook = join(ROOT, "bin", "typescript.js");
  const stdout = await checked(process.execPath, ["--require", hook, "--eval", script], { env: NOTHING });
  return stdout.replaceAll("\\", "/");
}

// It takes longer than all else that these commands do.
it.each(["status", "logs", "init", "doctor", "up"])(
  "podium %s begins without Pulumi's SDK",
  async (command) => {
    expect(await loadedWith(`./src/cli/commands/${command}`)).not.toContain("/@pulumi/pulumi/index.js");
  },
);

it("TypeScript is compiled once", async () => {
  mkdirSync(join(ROOT, ".podium"), { recursive: true });
  const folder = mkdtempSync(join(ROOT, ".podium", "loading-"));
  const file = join(folder, "new.ts");
  writeFileSync(file, `export const id: string = "${randomUUID()}";`);
  try {
    const compiler = "/esbuild/lib/main.js";
    expect(await loadedWith(file)).toContain(compiler);
    expect(await loadedWith(file)).not.toContain(compiler);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
