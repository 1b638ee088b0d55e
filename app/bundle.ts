import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const OUTPUT = join(__dirname, "dist", "server.js");

/** Bundles the service into app/dist/server.js, the image's only file. Resolves with the image's build context. */
export async function bundle(): Promise<string> {
  await replaceFile(OUTPUT, await compile());
  return __dirname;
}

/** Compiles the service to one CommonJS file. The same sources produce the same text in any directory. */
export async function compile(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: __dirname,
    entryPoints: ["main.ts"],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    charset: "utf8",
    legalComments: "none",
    // Keeps a tsconfig.json in a parent directory from changing the output.
    tsconfigRaw: { compilerOptions: { strict: true } },
    write: false,
  });
  return outputFiles[0]!.text;
}

/** Replaces a file atomically, and only if its content changes: other processes may be reading or writing it. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const current = await readFile(path, "utf8").catch(() => null);
  if (current !== content) {
    const temporary = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  }
  // Readable by the image's user, whatever the umask of this process.
  await chmod(path, 0o644);
}
