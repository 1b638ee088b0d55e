import { join } from "node:path";
import type { OrchestratorName } from "../orchestrators";

/** The project's root folder. */
export const ROOT = join(__dirname, "..", "..");

/** Podium's own folder: Pulumi's state, the passphrase, results. Nothing in it is ever committed. */
export const PODIUM_FOLDER = join(ROOT, ".podium");

/** The folder of an orchestrator's stack: a Pulumi project of its own. */
export const stackFolder = (name: OrchestratorName) => join(ROOT, "stacks", name);
