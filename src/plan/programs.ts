import { join } from "node:path";
import type { OrchestratorName } from "../orchestrators";

/** The project's root folder. */
export const ROOT = join(__dirname, "..", "..");

/** The folder of an orchestrator's stack: a Pulumi project of its own. */
export const stackFolder = (name: OrchestratorName) => join(ROOT, "stacks", name);

/**
 * Runs an orchestrator's Pulumi program, as often as it is called: what a module does when it is loaded is done once,
 * so the program is forgotten first.
 * @returns the program's exports: the stack's outputs.
 */
export function runProgram(name: OrchestratorName): Record<string, unknown> {
  const file = require.resolve(join(stackFolder(name), "index.ts"));
  delete require.cache[file];
  return require(file) as Record<string, unknown>;
}
