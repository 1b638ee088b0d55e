import type { Connection } from "../program/connection";
import { ORCHESTRATORS, type OrchestratorName } from ".";
import type { Engine } from "./engine";

const open = new Map<string, Promise<Engine>>();

/** The client of the engine behind a connection: one for as long as the command runs, so that nobody logs in twice. */
export function engineOf(name: OrchestratorName, connection: Connection): Promise<Engine> {
  const key = `${name} ${JSON.stringify(connection, Object.keys(connection).sort())}`;
  let engine = open.get(key);
  if (!engine) open.set(key, (engine = ORCHESTRATORS[name].connect(connection)));
  return engine;
}

/** Closes all clients that `engineOf` has opened. */
export async function closeEngines(): Promise<void> {
  const engines = await Promise.allSettled(open.values());
  open.clear();
  for (const each of engines) if (each.status === "fulfilled") each.value.close();
}
