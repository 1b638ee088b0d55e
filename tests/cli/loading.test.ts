import { join } from "node:path";
import { expect, it } from "vitest";
import { checked, NOTHING, ROOT } from "../command";

/** The files of packages that a command has loaded before it looks at anything. */
async function filesOf(command: string): Promise<string> {
  const script = `require("./src/cli/commands/${command}"); console.log(Object.keys(require.cache).join("\\n"));`;
  const hook = join(ROOT, "bin", "typescript.js");
  const stdout = await checked(process.execPath, ["--require", hook, "--eval", script], { env: NOTHING });
  return stdout.replaceAll("\\", "/");
}

// It takes longer than all else that these commands do.
it.each(["status", "logs", "init"])("podium %s begins without Pulumi's SDK", async (command) => {
  expect(await filesOf(command)).not.toContain("/@pulumi/pulumi/index.js");
});

it("TypeScript is compiled once", async () => {
  await filesOf("status");
  expect(await filesOf("status")).not.toContain("/esbuild/lib/main.js");
});
