import { randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const OUTPUT = join(__dirname, "dist", "server.js");

/**
 * Bundles the service into the one file of the image, app/dist/server.js, and resolves with the directory
 * to build the image from.
 */
export async function bundle(): Promise<string> {
  await replaceFile(OUTPUT, await compile());
  return __dirname;
}

/** The service as one CommonJS file: the same sources give the same text, wherever they are. */
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
    // What surrounds this project must not change the file.
    tsconfigRaw: { compilerOptions: { strict: true } },
    write: false,
  });
  return outputFiles[0]!.text;
}

/** In one step, and only when it changes: others may be reading or building at the same time. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const current = await readFile(path, "utf8").catch(() => null);
  if (current !== content) {
    const temporary = `${path}.${randomUUID()}`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  }
  // Readable by the image's user, whatever the umask here.
  await chmod(path, 0o644);
}
