import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT } from "../common/paths";

const load = createRequire(__filename);
// Where the `podium` command runs this, the hook is in place; where a test does, it is not.
load(join(ROOT, "bin", "typescript.js"));

/**
 * Runs the Pulumi program in a folder. A module runs once, when it is first loaded, so it is evicted from the cache
 * before each run; what it imports stays loaded.
 * @returns the program's exports: the stack's outputs.
 */
export async function runProgram(folder: string): Promise<Record<string, unknown>> {
  const file = join(folder, "index.ts");
  delete load.cache[file];
  return load(file) as Record<string, unknown>;
}
