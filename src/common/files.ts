import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { sync as writeFileAtomic } from "write-file-atomic";

/**
 * Writes a file in one step: into a temporary file beside it, flushed to disk and renamed, so that neither a full disk
 * nor a killed process leaves half a file or destroys the former one. Creates the folder if needed.
 * @param mode of the file, e.g. 0o600 for one that may contain secrets.
 * @throws Error with a code such as ENOSPC; then the file is as it was.
 */
export function writeFile(path: string, content: string, mode?: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileAtomic(path, content, { mode });
}
