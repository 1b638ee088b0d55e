import { missing, type Step } from "../docker/bootstrap";
import type { OrchestratorName } from "../orchestrators";
import { heading } from "./table";
import { runTasks } from "./tasks";

/**
 * On a machine with Docker, offers to start what deployments still lack: a registry for the image, which is built for
 * each of them, and a swarm. `podium down` takes back what this has started.
 * @param names what is deployed to; none for all that is found on this machine.
 */
export async function prepare(
  names: OrchestratorName[],
  { yes, json }: { yes?: boolean; json?: boolean },
): Promise<void> {
  const steps = await missing(!names.length || names.includes("swarm"));
  if (!steps.length || !(yes || (await agreed(steps, json)))) return;
  for (const { title, run } of steps) {
    const [outcome] = await runTasks([{ title, run }], json);
    // The next step, and then the engine's probe, would only say the same in other words.
    if ("error" in outcome!) return;
  }
}

async function agreed(steps: Step[], json = false): Promise<boolean> {
  if (json) return false;
  console.log(heading("This machine lacks, and Podium can start"));
  for (const { title, command } of steps) console.log(`  ${title}:\n    ${command}`);
  if (!process.stdin.isTTY) {
    console.log("\nTo have it started without being asked, add --yes.");
    return false;
  }
  const { default: confirm } = await import("@inquirer/confirm");
  return confirm({ message: "Start it?", default: true });
}
