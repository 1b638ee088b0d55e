import { homedir } from "node:os";
import { join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/cmd";
import { version as SDK_VERSION } from "@pulumi/pulumi/version";
import { SemVer } from "semver";
import { Failure } from "../common/errors";
import { once } from "../common/once";
import { reasonOf } from "../common/reason";
import { requireBackend } from "./backend";

/** The CLI version that matches the SDK. */
export const PULUMI_VERSION = SDK_VERSION;

/** The command that installs it. */
export const PULUMI_REMEDY = `curl -fsSL https://get.pulumi.com | sh -s -- --version ${PULUMI_VERSION}`;

/** Where Pulumi's own installer puts it, so that other projects can share it. */
const INSTALLATION = join(homedir(), ".pulumi", "versions", PULUMI_VERSION);

/** The Pulumi CLI on the PATH, or the one that was installed earlier; undefined if there is none. */
export const findPulumi = once(async (): Promise<PulumiCommand | undefined> => {
  const version = new SemVer(PULUMI_VERSION);
  return (
    (await PulumiCommand.get({ version }).catch(() => undefined)) ??
    (await PulumiCommand.get({ version, root: INSTALLATION }).catch(() => undefined))
  );
});

/**
 * The Pulumi CLI, installed in the SDK's version if it is missing; the same for all stacks.
 * @throws Failure that says what could not be fetched and how to get it, or where it cannot keep its state.
 */
export const requirePulumi = once(async () => {
  requireBackend();
  const found = await findPulumi();
  if (found) return found;
  try {
    return await PulumiCommand.install({ version: new SemVer(PULUMI_VERSION), root: INSTALLATION });
  } catch (error) {
    throw new Failure(
      `The Pulumi CLI is not on the PATH, and version ${PULUMI_VERSION} could not be installed (${reasonOf(error)}). ` +
        `Install it yourself: ${PULUMI_REMEDY}`,
    );
  }
});
