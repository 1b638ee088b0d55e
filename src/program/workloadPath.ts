import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { ROOT } from "../common/paths";
import { NOWHERE, usePlaces } from "../workload/places";

/** The environment variable that names another workload file than the project's own, or none by being empty. */
export const WORKLOAD_FILE = "PODIUM_WORKLOAD_FILE";

const OWN = join(ROOT, "podium.yaml");

/** Where the workload file is, or would be; undefined if there is to be none. */
export function workloadPath(): string | undefined {
  const given = process.env[WORKLOAD_FILE];
  return given === undefined ? OWN : given ? resolve(given) : undefined;
}

/** The path of the workload file; undefined if there is none. One that the environment names is taken to exist. */
export function workloadFile(): string | undefined {
  const path = workloadPath();
  return path === OWN && !existsSync(path) ? undefined : path;
}

/** Has programs that run in this process read another workload file, or none. */
export async function usingWorkloadFile<T>(path: string | undefined, action: () => Promise<T>): Promise<T> {
  const former = process.env[WORKLOAD_FILE];
  process.env[WORKLOAD_FILE] = path ?? "";
  try {
    return await action();
  } finally {
    if (former === undefined) delete process.env[WORKLOAD_FILE];
    else process.env[WORKLOAD_FILE] = former;
    usePlaces(NOWHERE);
  }
}

/** A path as messages show it: wherever a program runs, its user thinks of the project's root. */
export function shownFile(path: string): string {
  const inside = relative(ROOT, path);
  return inside.startsWith("..") ? path : inside;
}
