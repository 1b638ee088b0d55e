import { readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { ROOT } from "../common/paths";
import { costLines } from "../cost/line";
import { ORCHESTRATORS } from "../orchestrators";
import type { Plan } from "../plan";
import type { Program } from "./model";

/** What the programs create, what that costs, how long they are, and their source code. */
export const programs = (plans: Plan[]): Promise<Program[]> => Promise.all(plans.map(program));

async function program(plan: Plan): Promise<Program> {
  const { name, resources } = plan;
  const { stack: project, folder } = ORCHESTRATORS[name];
  const stack = join(project, "index.ts");
  const deployment = join(folder, "deployment.ts");
  const helpers = (await importsOf(stack))
    .filter((file) => file.startsWith(folder + sep) && file !== deployment && file !== stack)
    .sort();
  const [cost] = await costLines([plan]);
  return {
    name,
    resources: resources.map(({ type, name: resource }) => ({ type, name: resource })),
    ...(cost && { cost }),
    lines: {
      stack: linesOfCode(read(stack)),
      deployment: linesOfCode(read(deployment)),
      helpers: helpers.reduce((sum, file) => sum + linesOfCode(read(file)), 0),
    },
    files: [stack, deployment].map((file) => ({ path: pathOf(file), code: read(file).trimEnd() })),
    helpers: helpers.map(pathOf),
  };
}

/** All files of this project that a program consists of. */
async function importsOf(file: string): Promise<string[]> {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: [file],
    absWorkingDir: ROOT,
    bundle: true,
    packages: "external",
    platform: "node",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return Object.keys(metafile.inputs).map((path) => resolve(ROOT, path));
}

const read = (file: string) => readFileSync(file, "utf8");

const pathOf = (file: string) => relative(ROOT, file).split(sep).join("/");

/** Lines that are neither empty nor comments. */
export function linesOfCode(text: string): number {
  const withoutBlocks = text.replace(/^\s*\/\*[\s\S]*?\*\//gm, "");
  return withoutBlocks.split("\n").filter((line) => line.trim() && !/^\s*\/\//.test(line)).length;
}
