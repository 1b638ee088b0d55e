import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { IMAGE_PROJECT, IMAGE_STACK } from "../image/project";
import { PODIUM_FOLDER, ROOT } from "../common/paths";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { readConfigFile } from "../program/configFile";
import { readWorkloadFile } from "../program/workloadFile";
import { WORKLOAD_FILE, workloadFile } from "../program/workloadPath";
import type { Config } from "../workload/settings";
import { passphraseVariables } from "./passphrase";
import { pathVariables } from "./pathVariables";

/** The stack that `podium` uses in each project; with plain Pulumi it is `--stack dev`. */
export const STACK = IMAGE_STACK;

/** A Pulumi project of this kit: an orchestrator's, or the image's. */
export type Project = OrchestratorName | "image";

/** Where a project is. */
export const folderOf = (project: Project) => (project === "image" ? ROOT : ORCHESTRATORS[project].stack);
/** Its name for Pulumi, which is also the prefix of its own configuration keys. */
export const projectName = (project: Project) => (project === "image" ? IMAGE_PROJECT : `podium-${project}`);

/** The file with the state of a project's stack, unless that is kept elsewhere. */
export const stateFile = (project: Project) =>
  join(PODIUM_FOLDER, ".pulumi", "stacks", projectName(project), `${STACK}.json`);

/** The folder with a file about each operation on a project's stack, unless that is kept elsewhere. */
export const historyFolder = (project: Project) =>
  join(PODIUM_FOLDER, ".pulumi", "history", projectName(project), STACK);

/** The configuration file of a project's stack. */
export const configFile = (project: Project) => join(folderOf(project), `Pulumi.${STACK}.yaml`);

/**
 * The configuration of a project's stack, from its file here, with a secret's ciphertext as its value; empty without a
 * file.
 * @throws Failure if the file is none of Pulumi's.
 */
export function stackConfig(project: Project): Config {
  const file = configFile(project);
  return existsSync(file) ? readConfigFile(file, projectName(project)) : {};
}

/**
 * The image of the user's own that an orchestrator's stack is configured to run; undefined for the sample image. A file
 * that cannot be read does not say otherwise.
 */
export function ownImage(name: OrchestratorName): string | undefined {
  try {
    const image = stackConfig(name)["podium:image"] ?? readWorkloadFile()?.values["image"];
    return image === undefined ? undefined : String(image);
  } catch {
    return undefined;
  }
}

/** Whether an orchestrator's stack is configured to run the sample image rather than one of the user's own. */
export const runsSample = (name: OrchestratorName): boolean => ownImage(name) === undefined;

/**
 * A message of a project's program with its commands completed: the program means its own folder and the selected stack,
 * while `podium` runs elsewhere.
 */
export function withPlace(message: string, project: Project): string {
  const folder = relative(process.cwd(), folderOf(project)) || ".";
  const cwd = /^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return message.replaceAll("`pulumi config ", `\`pulumi --cwd ${cwd} --stack ${STACK} config `);
}

/** What Pulumi's commands run with. Programs read the workload file that this process reads, wherever they run. */
export const optionsWith = (project: Project, pulumiCommand: PulumiCommand) => ({
  pulumiCommand,
  envVars: {
    ...passphraseVariables(),
    ...pathVariables(project),
    [WORKLOAD_FILE]: workloadFile() ?? "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  },
});
