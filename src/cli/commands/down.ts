import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { undo } from "../../automation/bootstrap";
import { requirePulumi } from "../../automation/cli";
import { isRegistry } from "../../docker/registry";
import { type Removal, remove } from "../../automation/remove";
import { ProjectStack } from "../../automation/stacks";
import { refuseWhileAtWork } from "../../drills/claim";
import { giveNodeBack } from "../../drills/giveBack";
import { Journal } from "../../drills/journal";
import { takeAway } from "../../drills/takeAway";
import { TakenNodes } from "../../drills/takenNodes";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { onInterrupt } from "../interrupt";
import { type Outcome, runTasks } from "../tasks";
import type { Progress } from "../../common/progress";
import { isLocalRegistry, parseImage } from "../../image/name";

/** What became of one thing. */
type Result = Outcome<Removal> & { name: string };

/**
 * Removes deployments: those named or, by default, all of them and the image that they share.
 * @returns the exit code: 0 if nothing is left.
 * @throws Failure while drills run on them, which would restore them.
 */
export async function down(names: OrchestratorName[], { json = false }: { json?: boolean }): Promise<number> {
  refuseWhileAtWork("podium down", names);
  const interruption = onInterrupt();
  const pulumi = await requirePulumi();
  const journal = new Journal();
  const nodes = new TakenNodes();
  const chosen = names.length ? names : ORCHESTRATOR_NAMES;
  const outcomes = await runTasks(
    chosen.map((name) => ({
      title: ORCHESTRATORS[name].title,
      async run(report) {
        // Of what an interrupted drill has left, only the node and the configuration are restored.
        await giveNodeBack(name, nodes, report);
        const found = journal.find(name);
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
  // Instances of a deployment that is left may still have to be started from the image.
  if (!names.length && isDone()) {
    const run = async (report: Progress) => {
      image = await imageOf(pulumi);
      return remove("image", pulumi, report, interruption);
    };
    const [outcome] = await runTasks([{ title: "Image", run }], json);
    results.push({ name: "image", ...outcome! });
  }
  let undone: string[] = [];
  if (!names.length && isDone()) {
    const [outcome] = await runTasks(
      [{ title: "What Podium started", run: () => undo(Object.values(ORCHESTRATORS)) }],
      json,
    );
    if ("value" in outcome!) undone = outcome.value;
    else results.push({ name: "what Podium started", ...outcome! });
  }
  const kept = image && isDone() ? await keeperOf(image) : undefined;
  const removed = results.filter((each) => "value" in each && each.value.removed).map(({ name }) => name);
  const failed = results.filter((each) => "error" in each);
  const unverified = results.flatMap((each) =>
    "value" in each && each.value.unverified ? [{ name: each.name, reason: each.value.unverified }] : [],
  );
  if (json) console.log(JSON.stringify({ removed, unverified, failed, undone, imageKeptBy: kept }, null, 2));
  else if (failed.length) {
    const why = interruption.stop.aborted ? "Interrupted. " : "";
    console.error(
      `${why}Not removed: ${failed.map(({ name }) => name).join(", ")}. Run \`podium down\` again to resume.`,
    );
  } else {
    const words = removed.length ? [`Removed ${removed.join(", ")}.`] : ["There was nothing to remove."];
    if (kept) words.push(`The image stays in the registry ${kept}.`);
    else if (removed.length && !names.length && !unverified.length) words.push("Nothing is left.");
    const doubts = unverified.map(
      ({ name, reason }) =>
        `Pulumi has removed ${name}, but whether anything is left could not be checked: ${reason}`,
    );
    console.log([words.join(" "), ...doubts, ...undone].join("\n"));
  }
  return failed.length ? 1 : 0;
}

async function imageOf(pulumi: PulumiCommand): Promise<string | undefined> {
  const stack = await ProjectStack.find("image", pulumi);
  return (await stack?.outputs())?.["reference"] as string | undefined;
}

/** The registry that still has the image; the one that Podium started is gone by now, with its images. */
async function keeperOf(image: string): Promise<string | undefined> {
  const { registry } = parseImage(image);
  return !isLocalRegistry(registry) || (await isRegistry(registry).catch(() => false)) ? registry : undefined;
}
