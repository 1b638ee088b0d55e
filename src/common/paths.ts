import { join } from "node:path";

/** The project's root folder. */
export const ROOT = join(__dirname, "..", "..");

/** Podium's own folder: Pulumi's state, the passphrase, results. Nothing in it is ever committed. */
export const PODIUM_FOLDER = join(ROOT, ".podium");

/** The folder of a stack: a Pulumi project of its own. */
export const stackFolder = (name: string) => join(ROOT, "stacks", name);
