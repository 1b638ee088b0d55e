import { join } from "node:path";
import { createJiti } from "jiti";
import type { OrchestratorName } from "../orchestrators";
import { stackFolder } from "../paths";

/**
 * Runs an orchestrator's Pulumi program, as often as it is called: what a module does when it is loaded is done once,
 * so the program is forgotten first. The loader is another one each time, since each also remembers by itself.
 * @returns the program's exports: the stack's outputs.
 */
export function runProgram(name: OrchestratorName): Promise<Record<string, unknown>> {
  const file = join(stackFolder(name), "index.ts");
  delete require.cache[file];
  return createJiti(__filename).import<Record<string, unknown>>(file);
}
