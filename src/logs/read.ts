import type { Engine } from "../orchestrators/engine";
import { reasonOf } from "../common/reason";

/** Receives lines and problems as they arrive. */
export interface LogSink {
  line(instance: string, line: string): void;
  /** Why an instance's log, or the list of a deployment's instances, cannot be read. */
  problem(instanceOrReference: string, reason: string): void;
}

/**
 * Reads the logs of all current instances, one after the other.
 * @returns the number of instances, and of logs that could be read.
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
    if (await readLog(engine, reference, id, tail, sink)) read++;
  }
  return { instances: instances.length, read };
}

/** Whether the log could be read. */
async function readLog(
  engine: Engine,
  reference: string,
  id: string,
  tail: number | undefined,
  { line, problem }: LogSink,
): Promise<boolean> {
  try {
    for await (const each of engine.logs(reference, id, { tail, follow: false })) line(id, each);
    return true;
  } catch (error) {
    problem(id, reasonOf(error));
    return false;
  }
}
