import { missing } from "../automation/bootstrap";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Step } from "../orchestrators/bootstrap";
import { willNeedSample } from "./sample";
import { enumerate } from "../visuals/words";
import { engineSteps, finishStart, isStartUnfinished } from "./engines";
import { heading } from "./table";
import { runTasks } from "./tasks";

/**
 * On a machine with Docker, offers to start what is missing for a deployment: a registry for the sample image, if that is
 * needed, and engines that need nothing but Docker. `podium down` and `podium engines down` remove
 * what this has started. Finishes first what a command was starting when it was killed.
 * @param names the orchestrators to deploy to; empty for all that are found on this machine.
 */
export async function prepare(
  names: OrchestratorName[],
  { yes, json }: { yes?: boolean; json?: boolean },
): Promise<void> {
  const wanted = names.length ? names : ORCHESTRATOR_NAMES;
  if (isStartUnfinished()) {
    await runTasks(
      [{ title: "Engines that an interrupted command has begun to start", run: finishStart }],
      json,
    );
  }
  const first = await missing(
    wanted.map((name) => ORCHESTRATORS[name]),
    await willNeedSample(names),
  );
  const steps = [...first, ...(await engineSteps(names))];
  if (!steps.length || !(yes || (await agreed(steps, json)))) return;
  for (const { title, run } of steps) {
    const [outcome] = await runTasks([{ title, run }], json);
    // The next step, and then the engine's probe, would only report the same again.
    if ("error" in outcome!) return;
  }
}

async function agreed(steps: Step[], json = false): Promise<boolean> {
  if (json) return false;
  if (!process.stdin.isTTY) {
    console.log(heading("Missing on this machine, and Podium can start it"));
    for (const { title, command } of steps) console.log(`  ${title}:\n    ${command}`);
    console.log("\nTo start it without being asked, add --yes.");
    return false;
  }
  const { default: confirm } = await import("@inquirer/confirm");
  const actions = enumerate(steps.map(({ title }) => title[0]!.toLowerCase() + title.slice(1)));
  return confirm({ message: `${actions[0]!.toUpperCase()}${actions.slice(1)}?`, default: true });
}
