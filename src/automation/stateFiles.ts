import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { UpdateSummary } from "@pulumi/pulumi/automation";
import { isElsewhere } from "./backend";
import type { State } from "./checkpoint";
import { historyFolder, type Project, stateFile } from "./projects";

// Where Pulumi keeps its state in this project's folder, its files are read: beginning a process of Pulumi takes much longer.
// What is not as expected here is left to that process, which knows all forms, and says what is wrong.

/** As far as is needed of the file. https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go */
interface Checkpoint {
  version: number;
  checkpoint: { latest: State["deployment"] };
}

const VERSION = 3;

/** Whether there is surely no stack of a project. */
export const isMissing = (project: Project): boolean =>
  !isElsewhere() && ![stateFile(project), `${stateFile(project)}.gz`].some((path) => existsSync(path));

/** The state of a project's stack, with secrets as they are encrypted; undefined where Pulumi must be asked. */
export function readState(project: Project): State | undefined {
  if (isElsewhere()) return undefined;
  const { version, checkpoint } = (readJson(stateFile(project)) ?? {}) as Partial<Checkpoint>;
  return version === VERSION && checkpoint?.latest ? { version, deployment: checkpoint.latest } : undefined;
}

/**
 * How the last operation on a project's stack has ended; undefined where Pulumi must be asked.
 * https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/state.go (addToHistory): the file's name ends with the time.
 */
export function readLastResult(project: Project): UpdateSummary["result"] | undefined {
  const folder = historyFolder(project);
  if (isElsewhere() || !existsSync(folder)) return undefined;
  const latest = readdirSync(folder)
    .filter((file) => file.endsWith(".history.json"))
    .sort()
    .at(-1);
  if (latest === undefined) return undefined;
  return (readJson(join(folder, latest)) as Partial<UpdateSummary> | undefined)?.result;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
