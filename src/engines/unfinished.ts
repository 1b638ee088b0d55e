import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeFile } from "../common/files";
import { notesFolder } from "../common/started";

/** What is being started. */
export interface Beginning {
  /** The engines. */
  names: string[];
  /** How many nodes each that can have several is to have. */
  nodes: number;
}

const schema = z.object({ names: z.array(z.string()), nodes: z.number(), pid: z.number() });

const file = () => join(notesFolder(), "unfinished.json");

/** Remembers what is being started until it is, so that the next command can finish it after this one was killed. */
export const begin = (beginning: Beginning): void =>
  writeFile(file(), `${JSON.stringify({ ...beginning, pid: process.pid })}\n`);

export const end = (): void => rmSync(file(), { force: true });

/** What an earlier command was starting when it was killed; undefined if nothing, or if that still runs. */
export function unfinished(isAlive: (pid: number) => boolean): Beginning | undefined {
  if (!notesFolder() || !existsSync(file())) return undefined;
  try {
    const { pid, ...beginning } = schema.parse(JSON.parse(readFileSync(file(), "utf8")));
    return isAlive(pid) && pid !== process.pid ? undefined : beginning;
  } catch {
    // Nothing is known about it, and `podium engines down` needs no more.
    return { names: [], nodes: 1 };
  }
}
