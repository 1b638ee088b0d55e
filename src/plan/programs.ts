import { createRequire } from "node:module";
import { join } from "node:path";
import type { OrchestratorName } from "../orchestrators";
import { ROOT, stackFolder } from "../common/paths";

const load = createRequire(__filename);
// Where the `podium` command runs this, the hook is in place; where a test does, it is not.
load(join(ROOT, "bin", "typescript.js"));

/**
 * Runs an orchestrator's Pulumi program. A module runs once, when it is first loaded, so it is evicted from the cache
 * before each run; what it imports stays loaded.
 * @returns the program's exports: the stack's outputs.
 */
export async function runProgram(name: OrchestratorName): Promise<Record<string, unknown>> {
  const file = join(stackFolder(name), "index.ts");
  delete load.cache[file];
  return load(file) as Record<string, unknown>;
}
