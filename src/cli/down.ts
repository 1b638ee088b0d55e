import { undo } from "../automation/bootstrap";
import { requirePulumi } from "../automation/cli";
import { Failure } from "../automation/failure";
import { remove } from "../automation/remove";
import { atWork, Claims } from "../drills/claim";
import { Journal } from "../drills/journal";
import { takeAway } from "../drills/takeAway";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { onInterrupt } from "./interrupt";
import { type Outcome, runTasks } from "./tasks";

/**
 * Takes deployments away: those named, or all of them and the image that they shared.
 * @returns the exit code: 0 if nothing is left.
 * @throws Failure while drills are at work on them, which would put them back or measure what is no more.
 */
export async function down(names: OrchestratorName[], { json = false }: { json?: boolean }): Promise<number> {
  refuseWhileAtWork(names);
  const interruption = onInterrupt();
  const pulumi = await requirePulumi();
  const journal = new Journal();
  const chosen = names.length ? names : ORCHESTRATOR_NAMES;
  const outcomes = await runTasks(
    chosen.map((name) => ({
      title: ORCHESTRATORS[name].title,
      run(report) {
        // What an interrupted drill has left is not to be put back any more, but for the configuration.
        const found = journal.entries[name];
        return found
          ? takeAway(name, found, { pulumi, journal }, report, interruption)
          : remove(name, pulumi, report, interruption);
      },
    })),
    json,
  );
  const results: (Outcome<boolean> & { name: string })[] = chosen.map((name, index) => ({
    name,
    ...outcomes[index]!,
  }));
  // As long as one deployment is left, its instances may still have to be started from the image.
  if (!names.length && results.every((each) => "value" in each)) {
    const [image] = await runTasks(
      [{ title: "Image", run: (report) => remove("image", pulumi, report, interruption) }],
      json,
    );
    results.push({ name: "image", ...image! } as (typeof results)[number]);
  }
  const failed = results.filter((each) => "error" in each);
  const undone = names.length || failed.length ? [] : await undoWhatWasStarted();
  const removed = results.filter((each) => "value" in each && each.value).map(({ name }) => name);
  if (json) console.log(JSON.stringify({ removed, failed, undone }, null, 2));
  else if (failed.length)
    console.error(
      `${interruption.stop.aborted ? "Interrupted. " : ""}Left: ${failed.map(({ name }) => name).join(", ")}. Another podium down goes on.`,
    );
  else
    console.log(
      removed.length ? `Removed ${removed.join(", ")}. Nothing is left.` : "There was nothing to remove.",
    );
  if (!json) for (const sentence of undone) console.log(sentence);
  return failed.length ? 1 : 0;
}

function refuseWhileAtWork(names: OrchestratorName[]): void {
  const { other } = new Claims();
  if (!other || (names.length && !names.some((name) => other.names.includes(name)))) return;
  throw new Failure(
    `${atWork(other)}. End it with Ctrl-C where it runs, or with: kill ${other.pid}. It puts everything back as it was ` +
      "found; then take it away with another podium down.",
  );
}

/** Where Docker does not answer, nothing of it can be running. */
const undoWhatWasStarted = () => undo().catch(() => []);
