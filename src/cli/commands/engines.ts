import { missing } from "../../automation/bootstrap";
import { WrongUsage } from "../../common/errors";
import { containersOf } from "../../engines/containers";
import { openDocker } from "../../engines/machine";
import { engineNames, type Service } from "../../engines/services";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import type { Probe } from "../../orchestrators/engine";
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
import { removeEngines } from "../enginesDown";
import { onInterrupt } from "../interrupt";
import { probeAll } from "../probes";
import { table } from "../table";
import { runTasks, type Task } from "../tasks";

interface Options {
  nodes?: number;
  yes?: boolean;
  json?: boolean;
}

/** An engine that was started, and what responds. */
interface Started {
  name: OrchestratorName;
  probe: Probe;
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
  requireStartable(names);
  const wanted = names.length ? names : await lacking();
  const { stop: signal } = onInterrupt(INTERRUPTED);
  if (isStartUnfinished()) {
    const [outcome] = await runTasks([
      { title: "What an interrupted command has begun", run: (report) => finishStart(report, signal) },
    ]);
    if ("error" in outcome!) return 1;
  }
  const offer = await offerFor(wanted);
  if (nodes > 1) requireNodes(names, offer.services);
  const bootstrapped = await missing(
    wanted.map((name) => ORCHESTRATORS[name]),
    false,
  );
  if (offer.services.length) {
    const list = enumerate(offer.services.map(({ name }) => name));
    console.log(`Starting ${list} in Docker at ${offer.machine.address}; to download: ${offer.download}.`);
  }
  const inDocker: Task<Started[]> = {
    title: `Engines in Docker: ${offer.services.map(({ name }) => name).join(", ")}`,
    run: (report) => start(offer, { report, nodes, signal }),
  };
  const others = bootstrapped.map(({ title, run }): Task<Started[]> => ({
    title,
    run: (report) => run(report).then(() => []),
  }));
  const outcomes = await runTasks([...(offer.services.length ? [inDocker] : []), ...others]);
  for (const service of offer.services.filter(({ name }) => name !== REGISTRY)) {
    const unused = unusedBecause(service.name as OrchestratorName);
    if (unused) console.error(unused);
  }
  const started = outcomes.flatMap((each) => ("value" in each ? each.value : []));
  if (started.length) show(started);
  return outcomes.some((each) => "error" in each) ? 1 : 0;
}

function requireStartable(names: OrchestratorName[]): void {
  const impossible = names.filter((name) => !startable().includes(name));
  if (!impossible.length) return;
  const titles = impossible.map((name) => ORCHESTRATORS[name].title).join(", ");
  throw new WrongUsage(
    `${titles}: there is no engine that runs on this machine. Choose from ${startable().join(", ")}.`,
  );
}

/** Not of those that Docker itself is. */
function requireNodes(names: OrchestratorName[], services: Service[]): void {
  const single = names.filter(
    (name) => !ORCHESTRATORS[name].bootstrap && !services.some((each) => each.name === name && each.nodes),
  );
  if (!single.length) return;
  throw new WrongUsage(
    `${single.join(", ")} can only have one node in one Docker: engines/compose.yaml says why. Leave out --nodes.`,
  );
}

function show(started: Started[]): void {
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

const ACTIONS = { up, down: removeEngines, status } satisfies Record<string, Action>;
