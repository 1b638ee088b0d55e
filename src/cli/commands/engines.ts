import { missing, undo } from "../../automation/bootstrap";
import { findPulumi } from "../../automation/cli";
import { ProjectStack } from "../../automation/stacks";
import { probe } from "../../automation/target";
import { Failure, WrongUsage } from "../../common/errors";
import { ROOT } from "../../common/paths";
import { isToStarted } from "../../common/started";
import { containersOf, type EngineContainer } from "../../engines/containers";
import { openDocker } from "../../engines/machine";
import { engineNames } from "../../engines/services";
import { type Removed, stopEngines } from "../../engines/stop";
import { refuseWhileAtWork } from "../../drills/claim";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import type { Probe } from "../../orchestrators/engine";
import type { StackOutputs } from "../../program/outputs";
import { enumerate } from "../../visuals/words";
import {
  finishStart,
  foundAs,
  isStartUnfinished,
  offerFor,
  originOf,
  REGISTRY,
  start,
  startable,
  startCommandOf,
  unusedBecause,
} from "../engines";
import { onInterrupt } from "../interrupt";
import { probeAll } from "../probes";
import { table } from "../table";
import { runTasks } from "../tasks";
import { down } from "./down";

interface Options {
  nodes?: number;
  yes?: boolean;
  json?: boolean;
}

type Action = (names: OrchestratorName[], options: Options) => Promise<number>;

/** Starts, shows and removes engines in Docker on this machine. */
export async function engines([action, ...names]: string[], options: Options): Promise<number> {
  if (options.json && action !== "status")
    throw new WrongUsage("--json is only for `podium engines status`.");
  if (options.nodes !== undefined && action !== "up")
    throw new WrongUsage("--nodes is only for `podium engines up`.");
  return ACTIONS[action as keyof typeof ACTIONS](names as OrchestratorName[], options);
}

const INTERRUPTED =
  "the next `podium engines up` or `podium up` finishes this, and `podium engines down` undoes it";

async function up(names: OrchestratorName[], { nodes = 1 }: Options): Promise<number> {
  const impossible = names.filter((name) => !startable().includes(name));
  if (impossible.length) {
    const titles = impossible.map((name) => ORCHESTRATORS[name].title).join(", ");
    throw new WrongUsage(
      `${titles}: there is no engine that runs on this machine. Choose from ${startable().join(", ")}.`,
    );
  }
  const wanted = names.length ? names : await lacking();
  const { stop: signal } = onInterrupt(INTERRUPTED);
  const single = names.filter((name) => nodes > 1 && !ORCHESTRATORS[name].bootstrap);
  if (isStartUnfinished()) {
    const [outcome] = await runTasks([
      { title: "What an interrupted command has begun", run: (report) => finishStart(report, signal) },
    ]);
    if ("error" in outcome!) return 1;
  }
  const offer = await offerFor(wanted);
  const withoutNodes = single.filter(
    (name) => !offer.services.some((each) => each.name === name && each.nodes),
  );
  if (withoutNodes.length) {
    throw new WrongUsage(
      `${withoutNodes.join(", ")} can only have one node in one Docker: engines/compose.yaml says why. Leave out --nodes.`,
    );
  }
  const bootstrapped = await missing(
    wanted.map((name) => ORCHESTRATORS[name]),
    false,
  );
  if (offer.services.length) {
    const list = enumerate(offer.services.map(({ name }) => name));
    console.log(`Starting ${list} in Docker at ${offer.machine.address}; to download: ${offer.download}.`);
  }
  const outcomes = await runTasks<{ name: OrchestratorName; probe: Probe }[]>([
    ...(offer.services.length
      ? [
          {
            title: `Engines in Docker: ${offer.services.map(({ name }) => name).join(", ")}`,
            run: (report: (text: string) => void) => start(offer, { report, nodes, signal }),
          },
        ]
      : []),
    ...bootstrapped.map(({ title, run }) => ({
      title,
      run: async (report: (text: string) => void) => {
        await run(report);
        return [];
      },
    })),
  ]);
  for (const service of offer.services.filter(({ name }) => name !== REGISTRY)) {
    const unused = unusedBecause(service.name as OrchestratorName);
    if (unused) console.error(unused);
  }
  const started = outcomes.flatMap((each) => ("value" in each ? each.value : []));
  if (started.length) {
    console.log(
      table(
        ["", ""],
        started.map(({ name, probe }) => [name, foundAs(probe)]),
      ),
    );
    console.log(
      "Stacks that name no other engine use these. To deploy: npx podium up. To remove all: npx podium engines down.",
    );
  }
  return outcomes.some((each) => "error" in each) ? 1 : 0;
}

/** All engines that were tried, apart from those of which the user has one on this machine, or has named another one. */
async function lacking(): Promise<OrchestratorName[]> {
  const probes = await probeAll(startable(true));
  const chosen: OrchestratorName[] = [];
  for (const [name, found] of probes) {
    const isYours = found.reachable && found.local && (await originOf(name, found)) === "yours";
    if (isYours || !startCommandOf(name))
      console.log(`${ORCHESTRATORS[name].title} is left out, since you have another: ${foundAs(found)}.`);
    else chosen.push(name);
  }
  return chosen;
}

async function stopAll(names: OrchestratorName[], { yes }: Options): Promise<number> {
  refuseWhileAtWork("podium engines down", names);
  const docker = await openDocker();
  const containers = await containersOf(docker);
  refuseOtherCheckout(containers);
  const isWanted = (name: string) => !names.length || (names as string[]).includes(name);
  const deployed = await deployedOnStarted();
  const affected = deployed.onStarted.filter(isWanted);
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
      run: async (report) => (removed = await stopEngines(docker, chosen, report)),
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
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const all = [
    count(containers.length, "container"),
    count(volumes.length, "volume"),
    count(networks.length, "network"),
  ];
  const size = bytes ? `, ${Math.round(bytes / 1e6)} MB` : "";
  return `Removed ${enumerate(all)}${size}. Images stay in Docker: \`docker image ls\` shows them.`;
}

async function status(names: OrchestratorName[], { json }: Options): Promise<number> {
  const docker = await openDocker();
  const containers = await containersOf(docker);
  const all = engineNames()
    .filter((name) => !names.length || (names as string[]).includes(name))
    .map((name) => {
      const own = containers.filter(({ engine }) => engine === name);
      const main = own.find(({ isExtra }) => !isExtra);
      return {
        name,
        state: main ? main.status : "not started",
        image: main?.image,
        containers: own.map((each) => each.name),
      };
    });
  const isUnfinished = isStartUnfinished();
  if (json) {
    console.log(JSON.stringify({ engines: all, unfinished: isUnfinished }, null, 2));
    return 0;
  }
  console.log(
    table(
      ["", "", "image", "containers"],
      all.map((each) => [each.name, each.state, each.image ?? "", each.containers.join("\n")]),
    ),
  );
  if (isUnfinished)
    console.log("\nA command was interrupted while it started engines. To finish: npx podium engines up");
  return 0;
}

const ACTIONS = { up, down: stopAll, status } satisfies Record<string, Action>;
