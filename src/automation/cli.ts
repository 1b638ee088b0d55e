import { homedir } from "node:os";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { version as SDK_VERSION } from "@pulumi/pulumi/version";
import { SemVer } from "semver";
import { reasonOf } from "../common/reach";

/** The CLI that goes with the SDK. */
export const PULUMI_VERSION = SDK_VERSION;

/** The one command that gets it. */
export const PULUMI_REMEDY = `curl -fsSL https://get.pulumi.com | sh -s -- --version ${PULUMI_VERSION}`;

/** Where Pulumi's own installer puts it, so that it can be shared with other projects. */
const INSTALLATION = join(homedir(), ".pulumi", "versions", PULUMI_VERSION);

/** The Pulumi CLI: the one on the PATH, or the one that was installed before; undefined where there is none. */
export async function findPulumi(): Promise<PulumiCommand | undefined> {
  const version = new SemVer(PULUMI_VERSION);
  return (
    (await PulumiCommand.get({ version }).catch(() => undefined)) ??
    (await PulumiCommand.get({ version, root: INSTALLATION }).catch(() => undefined))
  );
}

/**
 * The Pulumi CLI, installed in the SDK's version where it is missing.
 * @throws Error that says what could not be fetched and how to get it.
 */
export async function requirePulumi(): Promise<PulumiCommand> {
  const found = await findPulumi();
  if (found) return found;
  try {
    return await PulumiCommand.install({ version: new SemVer(PULUMI_VERSION), root: INSTALLATION });
  } catch (error) {
    throw new Error(
      `The Pulumi CLI ${PULUMI_VERSION} is not on the PATH and could not be installed (${reasonOf(error)}). ` +
        `Get it with: ${PULUMI_REMEDY}`,
      { cause: error },
    );
  }
}
