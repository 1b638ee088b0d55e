import { join } from "node:path";
import type { OrchestratorName } from "../orchestrators";
import { stackFolder } from "../paths";

/**
 * Runs an orchestrator's Pulumi program, as often as it is called: what a module does when it is loaded is done once,
 * so the program is forgotten first.
 * @returns the program's exports: the stack's outputs.
 */
export function runProgram(name: OrchestratorName): Record<string, unknown> {
  const file = require.resolve(join(stackFolder(name), "index.ts"));
  delete require.cache[file];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import` has a cache that cannot be cleared
  return require(file) as Record<string, unknown>;
}
