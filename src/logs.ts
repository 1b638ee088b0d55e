import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "./orchestrators/engine";
import type { LogOptions } from "./orchestrators/lines";
import { reasonOf } from "./orchestrators/reach";

/** Where lines and problems go as they come. */
export interface LogSink {
  line(instance: string, line: string): void;
  /** Why an instance's log cannot be read. */
  problem(instance: string, reason: string): void;
}

/** Seconds from one look at which instances there are to the next. */
const INTERVAL = 2;

/**
 * Reads the logs of all instances that there are, one after the other.
 * @returns how many instances there are, and how many of their logs could be read.
 */
export async function readLogs(
  engine: Engine,
  reference: string,
  tail: number | undefined,
  sink: LogSink,
): Promise<{ instances: number; read: number }> {
  const instances = await engine.instances(reference);
  let read = 0;
  for (const { id } of instances) {
    if (await readLog(engine, reference, id, { tail, follow: false }, sink)) read++;
  }
  return { instances: instances.length, read };
}

/**
 * Follows the logs of all instances until `signal` is given, those that are started later included.
 * @returns false, at once, where no log can be read.
 */
export async function followLogs(
  engine: Engine,
  reference: string,
  tail: number | undefined,
  sink: LogSink,
  signal: AbortSignal,
): Promise<boolean> {
  const known = new Set<string>();
  let failed = 0;
  const follow = async (id: string, wanted?: number) => {
    known.add(id);
    if (!(await readLog(engine, reference, id, { tail: wanted, follow: true, signal }, sink))) failed++;
  };
  // Of those that are started later, all lines are new.
  for (let wanted = tail; !signal.aborted; wanted = undefined) {
    for (const { id, state } of await engine.instances(reference)) {
      // What is only being started may have no log yet.
      if (!known.has(id) && state !== "starting") void follow(id, wanted);
    }
    await sleep(INTERVAL * 1000, undefined, { signal }).catch(() => undefined);
    if (known.size > 0 && failed === known.size) return false;
  }
  return true;
}

/** Whether the log could be read. */
async function readLog(
  engine: Engine,
  reference: string,
  id: string,
  options: LogOptions,
  { line, problem }: LogSink,
): Promise<boolean> {
  try {
    for await (const each of engine.logs(reference, id, options)) line(id, each);
    return true;
  } catch (error) {
    if (options.signal?.aborted) return true;
    problem(id, reasonOf(error));
    return false;
  }
}
