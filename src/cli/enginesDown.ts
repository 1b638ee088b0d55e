import { undo } from "../automation/bootstrap";
import { findPulumi } from "../automation/cli";
import { ProjectStack } from "../automation/stacks";
import { probe } from "../automation/target";
import { Failure } from "../common/errors";
import { ROOT } from "../common/paths";
import { isToStarted } from "../common/started";
import { refuseWhileAtWork } from "../drills/claim";
import { containersOf, type EngineContainer } from "../engines/containers";
import { openDocker } from "../engines/machine";
import { engineNames } from "../engines/services";
import { type Removed, stopEngines } from "../engines/stop";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { StackOutputs } from "../program/outputs";
import { count, enumerate } from "../visuals/words";
import { down } from "./commands/down";
import { originOf, REGISTRY } from "./engines";
import { runTasks } from "./tasks";

/** For the longest `stopSeconds` of the contract, and what orchestrators add to it. */
const DRAIN_SECONDS = 150;

/**
 * Removes engines that Podium has started in Docker, after the deployments on them. Without names also the sample image and
 * what else it has started, unless something is deployed elsewhere.
 * @returns the exit code: 0 if nothing of them is left.
 * @throws Failure while drills run on them, or if they are another checkout's.
 */
export async function removeEngines(names: OrchestratorName[], { yes }: { yes?: boolean }): Promise<number> {
  refuseWhileAtWork("podium engines down", names);
  const docker = await openDocker();
  const containers = await containersOf(docker);
  refuseOtherCheckout(containers);
  const isWanted = (name: string) => !names.length || (names as string[]).includes(name);
  const deployed = await deployedOnStarted();
  const affected = deployed.onStarted.filter(isWanted);
  refuseStopped(affected, containers);
  const engines = [...new Set(containers.map(({ engine }) => engine))].filter(isWanted);
  if (!yes && (affected.length || engines.length) && !(await agreed(affected, engines))) return 1;
  // Without any deployment, the image, and what else Podium has started, is of no use to anyone either.
  const isLast = !names.length && !deployed.elsewhere.length;
  const code =
    isLast && deployed.onStarted.length ? await down([], {}) : affected.length ? await down(affected, {}) : 0;
  if (code) return code;
  const kept = !names.length && !isLast;
  const chosen = kept ? engines.filter((name) => name !== REGISTRY) : names.length ? names : undefined;
  let removed: Removed | undefined;
  const [outcome] = await runTasks([
    {
      title: "Engines",
      run: async (report) => (removed = await stopEngines(docker, chosen, report, DRAIN_SECONDS)),
    },
  ]);
  if (removed) console.log(freed(removed));
  if (kept && engines.includes(REGISTRY))
    console.log(`The registry stays, since ${enumerate(deployed.elsewhere)} may still pull from it.`);
  if (isLast) for (const sentence of await undo(Object.values(ORCHESTRATORS))) console.log(sentence);
  return "error" in outcome! ? 1 : 0;
}

/** @throws Failure if the engines are another checkout's, whose deployments are on them. */
function refuseOtherCheckout(containers: EngineContainer[]): void {
  const other = containers.find(({ checkout }) => checkout && checkout !== ROOT)?.checkout;
  if (!other) return;
  throw new Failure(
    `The engines were started in ${other}, where Podium knows what is deployed to them. Run \`npx podium engines down\` there, or ` +
      "remove them without it: docker compose --file engines/compose.yaml --profile '*' down --volumes.",
  );
}

/**
 * @param affected the orchestrators whose deployments are removed first.
 * @throws Failure if one of their engines does not run: only that can remove what is deployed on it.
 */
export function refuseStopped(affected: OrchestratorName[], containers: EngineContainer[]): void {
  const isStopped = (name: string) =>
    containers.some(({ engine, isExtra, state }) => engine === name && !isExtra && state !== "running");
  const stopped = affected.filter(isStopped);
  if (!stopped.length) return;
  const names = stopped.join(" ");
  throw new Failure(
    `What is deployed on ${enumerate(stopped)} can only be removed while the engine runs. Start it: npx podium engines up ${names}. ` +
      "Then run `npx podium engines down` again.",
  );
}

/** Which stacks are deployed to engines that Podium has started, and which elsewhere. */
async function deployedOnStarted(): Promise<Record<"onStarted" | "elsewhere", OrchestratorName[]>> {
  const pulumi = await findPulumi();
  const result: Record<"onStarted" | "elsewhere", OrchestratorName[]> = { onStarted: [], elsewhere: [] };
  if (!pulumi) return result;
  const services = engineNames();
  for (const name of ORCHESTRATOR_NAMES) {
    const stack = await ProjectStack.find(name, pulumi);
    const outputs = (await stack?.outputs()) as StackOutputs | undefined;
    const connection = outputs?.connection ?? (await stack?.begun())?.connection;
    if (!connection) continue;
    const isStarted = ORCHESTRATORS[name].bootstrap
      ? (await originOf(name, await probe(name))) === "podium"
      : services.includes(name) && isToStarted(name, connection);
    result[isStarted ? "onStarted" : "elsewhere"].push(name);
  }
  return result;
}

async function agreed(affected: OrchestratorName[], engines: string[]): Promise<boolean> {
  const deployments = affected.length ? `the deployments on ${enumerate(affected)}, and then ` : "";
  const what = `${deployments}${engines.length ? `the engines ${enumerate(engines)} with their volumes` : "the notes about engines"}`;
  if (!process.stdin.isTTY) {
    console.error(`This would remove ${what}. To do it without being asked, add --yes.`);
    return false;
  }
  const { default: confirm } = await import("@inquirer/confirm");
  return confirm({ message: `Remove ${what}?`, default: false });
}

function freed({ containers, volumes, networks, bytes }: Removed): string {
  const all = [
    count(containers.length, "container"),
    count(volumes.length, "volume"),
    count(networks.length, "network"),
  ];
  const size = bytes ? `, ${Math.round(bytes / 1e6)} MB` : "";
  return `Removed ${enumerate(all)}${size}. Images stay in Docker: \`docker image ls\` shows them.`;
}
