import { randomBytes } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PODIUM_FOLDER } from "../common/paths";

/**
 * What Pulumi needs to encrypt secrets in its state: the user's passphrase where the environment has one, otherwise
 * one that is made up once and kept in a file that only the user can read. Plain `pulumi` opens the same stacks when
 * PULUMI_CONFIG_PASSPHRASE_FILE names that file.
 */
export function passphraseVariables(
  folder = PODIUM_FOLDER,
  environment = process.env,
): Record<string, string> {
  if (environment["PULUMI_CONFIG_PASSPHRASE"] !== undefined || environment["PULUMI_CONFIG_PASSPHRASE_FILE"])
    return {};
  const file = join(folder, "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}
