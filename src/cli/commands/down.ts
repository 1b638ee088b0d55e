import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { undo } from "../../docker/bootstrap";
import { requirePulumi } from "../../automation/cli";
import { Failure } from "../../automation/failure";
import { isRegistry } from "../../docker/registry";
import { remove } from "../../automation/remove";
import { ProjectStack, type Report } from "../../automation/stacks";
import { atWork, Claims } from "../../drills/claim";
import { Journal } from "../../drills/journal";
import { takeAway } from "../../drills/takeAway";
import { hostOf, isLocal } from "../../image/reference";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { onInterrupt } from "../interrupt";
import { type Outcome, runTasks } from "../tasks";

/** What became of one thing; its value is whether there was something to take away. */
type Result = Outcome<boolean> & { name: string };

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
  const results: Result[] = chosen.map((name, index) => ({ name, ...outcomes[index]! }));
  const isDone = () => results.every((each) => "value" in each);
  let image: string | undefined;
  // As long as one deployment is left, its instances may still have to be started from the image.
  if (!names.length && isDone()) {
    const run = async (report: Report) => {
      image = await imageOf(pulumi);
      return remove("image", pulumi, report, interruption);
    };
    const [outcome] = await runTasks([{ title: "Image", run }], json);
    results.push({ name: "image", ...outcome! });
  }
  let undone: string[] = [];
  if (!names.length && isDone()) {
    const [outcome] = await runTasks([{ title: "What Podium had started", run: () => undo() }], json);
    if ("value" in outcome!) undone = outcome.value;
    else results.push({ name: "what Podium had started", ...outcome! });
  }
  const kept = image && isDone() ? await keeperOf(image) : undefined;
  const removed = results.filter((each) => "value" in each && each.value).map(({ name }) => name);
  const failed = results.filter((each) => "error" in each);
  if (json) console.log(JSON.stringify({ removed, failed, undone, imageKeptBy: kept }, null, 2));
  else if (failed.length) {
    const why = interruption.stop.aborted ? "Interrupted. " : "";
    console.error(`${why}Left: ${failed.map(({ name }) => name).join(", ")}. Another podium down goes on.`);
  } else {
    const words = removed.length ? [`Removed ${removed.join(", ")}.`] : ["There was nothing to remove."];
    if (kept) words.push(`The registry ${kept} keeps the image.`);
    else if (removed.length && !names.length) words.push("Nothing is left.");
    console.log([words.join(" "), ...undone].join("\n"));
  }
  return failed.length ? 1 : 0;
}

async function imageOf(pulumi: PulumiCommand): Promise<string | undefined> {
  const stack = await ProjectStack.find("image", pulumi);
  return (await stack?.outputs())?.["reference"] as string | undefined;
}

/** The registry that still has the image; the one that Podium has started is gone by now, with the images in it. */
async function keeperOf(image: string): Promise<string | undefined> {
  const registry = hostOf(image);
  return !isLocal(registry) || (await isRegistry(registry).catch(() => false)) ? registry : undefined;
}

function refuseWhileAtWork(names: OrchestratorName[]): void {
  const { other } = new Claims();
  if (!other || (names.length && !names.some((name) => other.names.includes(name)))) return;
  throw new Failure(
    `${atWork(other)}. End it with Ctrl-C where it runs, or with: kill ${other.pid}. It puts everything back as it was ` +
      "found; then take it away with another podium down.",
  );
}
