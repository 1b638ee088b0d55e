import type { PlannedResource } from "../../src/program/resources";
import { plain } from "../proof/plain";

/** What a process gets of its workload, once the orchestrator has done with the inputs what it does with them. */
export interface Arrived {
  env: Record<string, string>;
  secrets: Record<string, string>;
  /** The program and its arguments, where the orchestrator checks by a command. */
  healthCommand?: string[];
  /** What the container starts, and its arguments; undefined if that is the image's own. */
  command: string[] | undefined;
  args: string[] | undefined;
  /** Whether there is such a check; undefined where the orchestrator checks by a command, or by nothing of the kind. */
  checks: { health?: boolean; readiness?: boolean };
  /** Of each check's request, where the orchestrator can send any. */
  headers?: { health?: Record<string, string>; readiness?: Record<string, string> };
  /** Where each is checked, if by HTTP at another port than the rest. */
  healthPort?: number;
  readinessPort?: number;
  /** Seconds from the start of a process to when a failing check has consequences; undefined without a check. */
  startSeconds?: number;
  /** Seconds from when a node is given up to when its instances are replaced; undefined if that is left to the engine. */
  replaceSeconds?: number;
  /** The folders that are mounted, by path. */
  folders: Record<string, Folder>;
  instances: number;
  /** Cores. */
  cpu: number;
  /** MiB. */
  memory: number;
}

export interface Folder {
  /** MiB; undefined where the orchestrator cannot say. */
  size?: number;
  /** Whether programs can be run from it. */
  exec: boolean;
}

/** Reads it from the resources of a plan: `tests/orchestrators/NAME/arrivals.ts`. */
export type Reader = (resources: PlannedResource[]) => Arrived;

/** The reader of an orchestrator. */
export const readerOf = async (name: string): Promise<Reader> =>
  ((await import(`./${name}/arrivals.ts`)) as { arrived: Reader }).arrived;

/** The inputs, with secrets in plain text, of all resources whose type ends so. */
export const inputsOf = <T>(resources: PlannedResource[], type: string): T[] =>
  resources.filter((each) => each.type.endsWith(type)).map(({ inputs }) => plain(inputs) as T);

/** What an orchestrator's own syntax has replaced in a value by something else. */
export const REPLACED = "(replaced)";

export const toRecord = (list: { name: string; value: string }[]): Record<string, string> =>
  Object.fromEntries(list.map(({ name, value }) => [name, value]));
