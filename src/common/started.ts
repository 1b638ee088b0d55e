import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { PODIUM_FOLDER } from "./paths";

/**
 * Where Podium notes how to reach the engines that it has started, in one file each, `NAME.env`. `PODIUM_ENGINES` names
 * another folder or, if it is empty, none.
 */
export const notesFolder = (): string => process.env["PODIUM_ENGINES"] ?? join(PODIUM_FOLDER, "engines");

/** The file with the notes about an engine. */
export const notesFile = (engine: string): string => join(notesFolder(), `${engine}.env`);

/** The engines about which there are notes. */
export const notedEngines = (): string[] =>
  !notesFolder() || !existsSync(notesFolder())
    ? []
    : readdirSync(notesFolder())
        .filter((file) => file.endsWith(".env"))
        .map((file) => file.slice(0, -".env".length));

type Notes = Readonly<Record<string, string | undefined>>;

let assumed: { engine: string; notes: Notes } | undefined;

/** What `resolve` returns if an engine had been started that is reached like this. */
export function asIfStarted<T>(engine: string, notes: Notes, resolve: () => T): T {
  assumed = { engine, notes };
  try {
    return resolve();
  } finally {
    assumed = undefined;
  }
}

/**
 * How to reach an engine that Podium has started, in the environment variables that the orchestrator's own tools read. Empty
 * if Podium has not started any.
 */
export function startedEngine(engine: string): Notes {
  if (assumed?.engine === engine) return assumed.notes;
  if (!notesFolder() || !existsSync(notesFile(engine))) return {};
  return parseEnv(readFileSync(notesFile(engine), "utf8"));
}

/**
 * The value of an environment variable or, if that is not set, what Podium has noted under its name about the engine that it
 * has started: what the user says goes before what Podium has done.
 */
export const variableOf = (engine: string, variable: string): string | undefined =>
  process.env[variable] || startedEngine(engine)[variable] || undefined;

/** Whether a connection is to an engine that is reached like this: to the one that Podium has started, by default. */
export const isToStarted = (engine: string, connection: Notes, notes = startedEngine(engine)): boolean =>
  Object.values(notes).some((value) => Object.values(connection).includes(value));
