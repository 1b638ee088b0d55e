import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";

const ROOT = join(__dirname, "..", "..");

/**
 * Exports of a module as they are in another process after Pulumi has serialized them in a stack's program, as it does with
 * a dynamic provider: without TypeScript and without this project.
 * @param file the module's path in this project.
 * @returns a function for each export, which evaluates it.
 */
export async function serialized<T>(file: string, ...names: string[]): Promise<(() => T)[]> {
  const args = ["--require", "./bin/typescript.js", __filename, join(ROOT, file), ...names];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return (JSON.parse(stdout) as string[]).map((text) => () => {
    const exported: { handler?: () => T } = {};
    new Function("exports", "require", text)(exported, createRequire("/"));
    return exported.handler!();
  });
}

interface Closures {
  serializeFunction(make: () => unknown): Promise<{ text: string }>;
}

// Runs in a process of its own. Not with `node --eval`: that has Node.js's modules as globals, which do not survive.
if (process.argv[1] === __filename) {
  const [, , file, ...names] = process.argv;
  const load = createRequire(__filename);
  const { serializeFunction } = load("@pulumi/pulumi/runtime/closure/serializeClosure") as Closures;
  const all = load(file!) as Record<string, unknown>;
  const texts = names.map(async (name) => {
    const value = all[name];
    return (await serializeFunction(() => value)).text;
  });
  void Promise.all(texts).then((found) => process.stdout.write(JSON.stringify(found)));
}
