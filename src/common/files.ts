import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { sync as writeFileAtomic } from "write-file-atomic";
import { Failure } from "./errors";
import { reasonOf } from "./reason";

/**
 * Writes a file in one step: into a temporary file beside it, flushed to disk and renamed, so that neither a full disk
 * nor a killed process leaves half a file or destroys the former one. Creates the folder if needed.
 * @param mode of the file, e.g. 0o600 for one that may contain secrets.
 * @throws Failure that names the file, which is then as it was.
 */
export function writeFile(path: string, content: string, mode?: number): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, content, { mode });
  } catch (error) {
    throw new Failure(`${path} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
}
