import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../common/errors";
import { writeFile } from "../common/files";
import { PODIUM_FOLDER } from "../common/paths";

/**
 * The environment with which Pulumi encrypts secrets in its state: the user's own passphrase if the environment has one,
 * otherwise one that is generated once and kept in a file that only the user can read. Plain `pulumi` opens the same
 * stacks when PULUMI_CONFIG_PASSPHRASE_FILE names that file.
 * @throws Failure if the file is empty: Pulumi would encrypt with an empty passphrase.
 */
export function passphraseVariables(
  folder = PODIUM_FOLDER,
  environment = process.env,
): Record<string, string> {
  if (environment["PULUMI_CONFIG_PASSPHRASE"] !== undefined || environment["PULUMI_CONFIG_PASSPHRASE_FILE"])
    return {};
  const file = join(folder, "passphrase");
  if (!existsSync(file)) create(folder, file);
  if (!readFileSync(file, "utf8").trim()) {
    throw new Failure(
      `${file} is empty. Restore it if it was lost; if no stack has secrets yet, delete it, and a new one is generated.`,
    );
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}

/** Never overwrites one that another process has just created: a link fails where a rename would replace. */
function create(folder: string, file: string): void {
  mkdirSync(folder, { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFile(temporary, randomBytes(24).toString("base64url"), 0o600);
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary);
  }
}
