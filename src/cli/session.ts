import { requirePulumi } from "../automation/cli";
import { atWork, Claims } from "../drills/claim";
import { Journal } from "../drills/journal";
import { onInterrupt } from "./interrupt";
import { type Outcome, runTasks, type Task } from "./tasks";

/** Does one thing with live progress. */
export type Perform = <T>(title: string, run: Task<T>["run"]) => Promise<Outcome<T>>;

export type Session = NonNullable<Awaited<ReturnType<typeof beginSession>>>;

/**
 * Begins what changes deployments and puts them back as they were found, also when it is interrupted: one such session
 * at a time.
 * @param silent whether no progress is shown; what goes wrong is told all the same, on stderr.
 * @returns undefined, and says why, while another one is at work.
 */
export async function beginSession(silent = false) {
  const claims = new Claims();
  const other = claims.begin();
  if (other) {
    console.error(`${atWork(other)}. Wait for it to end.`);
    return undefined;
  }
  // Also after an error, and when someone does not wait for the end.
  process.on("exit", () => claims.release());
  const interruption = onInterrupt("everything is put back as it was found");
  const perform: Perform = async (title, run) => {
    const [outcome] = await runTasks([{ title, run }], silent);
    if (silent && "error" in outcome!) console.error(`${title}: ${outcome.error}`);
    return outcome!;
  };
  return {
    claims,
    journal: new Journal(),
    interruption,
    perform,
    pulumi: await requirePulumi(),
  };
}
