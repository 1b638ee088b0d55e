import { requirePulumi } from "../automation/cli";
import { atWork, Claims } from "../drills/claim";
import { Journal } from "../drills/journal";
import { TakenNodes } from "../drills/takenNodes";
import { onInterrupt } from "./interrupt";
import { type Outcome, runTasks, type Task } from "./tasks";

/** Does one thing, with live progress. */
export type Perform = <T>(title: string, run: Task<T>["run"]) => Promise<Outcome<T>>;

export type Session = NonNullable<Awaited<ReturnType<typeof beginSession>>>;

/**
 * Starts a session, which changes deployments and restores them afterwards, even if it is interrupted. Only one session
 * runs at a time.
 * @param silent hides progress; errors still go to stderr.
 * @returns undefined, and reports why, while another session runs.
 */
export async function beginSession(silent = false) {
  const claims = new Claims();
  const other = await claims.begin();
  if (other) {
    console.error(`${atWork(other)}. Wait until it has finished.`);
    return undefined;
  }
  // Also after an error, and after a second Ctrl-C.
  process.on("exit", () => claims.release());
  const interruption = onInterrupt("restoring everything");
  const perform: Perform = async (title, run) => {
    const [outcome] = await runTasks([{ title, run }], silent);
    if (silent && "error" in outcome!) console.error(`${title}: ${outcome.error}`);
    return outcome!;
  };
  return {
    claims,
    journal: new Journal(),
    nodes: new TakenNodes(),
    interruption,
    perform,
    pulumi: await requirePulumi(),
  };
}
