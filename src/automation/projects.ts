import { join } from "node:path";
import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { IMAGE_PROJECT, IMAGE_STACK } from "../image/reference";
import { PODIUM_FOLDER, ROOT } from "../common/paths";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { passphraseVariables } from "./passphrase";
import { pathVariables } from "./pathVariables";

/** The stack that `podium` uses in each project; with plain Pulumi it is `--stack dev`. */
export const STACK = IMAGE_STACK;

/** A Pulumi project of this kit: an orchestrator's, or the image's. */
export type Project = OrchestratorName | "image";

/** Where a project is. */
export const folderOf = (project: Project) => (project === "image" ? ROOT : ORCHESTRATORS[project].stack);
/** Its name in Pulumi. */
export const projectName = (project: Project) => (project === "image" ? IMAGE_PROJECT : `podium-${project}`);

/** The file with the state of a project's stack, unless that is kept elsewhere. */
export const stateFile = (project: Project) =>
  join(PODIUM_FOLDER, ".pulumi", "stacks", projectName(project), `${STACK}.json`);

/** The configuration file of a project's stack. */
export const configFile = (project: Project) => join(folderOf(project), `Pulumi.${STACK}.yaml`);

/** What Pulumi's commands run with. */
export const optionsWith = (project: Project, pulumiCommand: PulumiCommand) => ({
  pulumiCommand,
  envVars: { ...passphraseVariables(), ...pathVariables(project), PULUMI_SKIP_UPDATE_CHECK: "true" },
});
