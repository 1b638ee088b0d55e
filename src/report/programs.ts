import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { OrchestratorName } from "../orchestrators";
import { ROOT, stackFolder } from "../common/paths";
import type { Plan } from "../plan";
import type { Program } from "./model";

/** What the programs make, how long they are, and their text. */
export const programs = (plans: Plan[]): Program[] =>
  plans.map(({ name, resources }) => {
    const stack = join(stackFolder(name), "index.ts");
    const deployment = join(ROOT, "src", "orchestrators", name, "deployment.ts");
    const helpers = [...helpersOf(deployment, name)].filter((file) => file !== deployment).sort();
    return {
      name,
      resources: resources.map(({ type, name: called }) => ({ type, name: called })),
      lines: {
        stack: linesOfCode(read(stack)),
        deployment: linesOfCode(read(deployment)),
        helpers: helpers.reduce((sum, file) => sum + linesOfCode(read(file)), 0),
      },
      files: [stack, deployment].map((file) => ({ path: pathOf(file), code: read(file).trimEnd() })),
      helpers: helpers.map(pathOf),
    };
  });

/** What the file imports from its orchestrator's own folder, and what that imports. */
function helpersOf(file: string, name: OrchestratorName, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, path] of read(file).matchAll(/from "(\.\/[^"]+)"/g)) {
    const imported = `${join(dirname(file), path!)}.ts`;
    if (existsSync(imported)) helpersOf(imported, name, found);
  }
  return found;
}

const read = (file: string) => readFileSync(file, "utf8");

const pathOf = (file: string) => relative(ROOT, file).split(sep).join("/");

/** Lines that are neither empty nor comments. */
export function linesOfCode(text: string): number {
  const withoutBlocks = text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "");
  return withoutBlocks.split("\n").filter((line) => line.trim() && !/^\s*\/\//.test(line)).length;
}
