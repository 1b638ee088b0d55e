import { requirePulumi } from "../automation/cli";
import { Journal } from "../drills/journal";
import { onInterrupt } from "./interrupt";
import { type Outcome, runTasks, type Task } from "./tasks";

/** Does one thing with live progress. */
export type Perform = <T>(title: string, run: Task<T>["run"]) => Promise<Outcome<T>>;

export type Session = NonNullable<Awaited<ReturnType<typeof beginSession>>>;

/**
 * Begins what changes deployments and puts them back as they were found, also when it is interrupted: one such session
 * at a time.
 * @param silent whether no progress is shown.
 * @returns undefined, and says why, while another one is at work.
 */
export async function beginSession(silent = false) {
  const journal = new Journal();
  if (journal.owner !== undefined) {
    console.error(`Another podium drill or serve, process ${journal.owner}, is at work. Wait for it to end.`);
    return undefined;
  }
  const stop = new AbortController();
  // For Pulumi's processes.
  const signal = onInterrupt("everything is put back as it was found", stop);
  const perform: Perform = async (title, run) => (await runTasks([{ title, run }], silent))[0]!;
  return { journal, stop: stop.signal, signal, perform, pulumi: await requirePulumi() };
}
