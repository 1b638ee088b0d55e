import { relative } from "node:path";
import { version } from "../../../package.json";
import { deployImage } from "../../automation/deploy";
import { remove } from "../../automation/remove";
import { ProjectStack } from "../../automation/stacks";
import { compare, differences } from "../../drills/compare";
import { configuredOf } from "../../drills/configured";
import { engines, machine } from "../../drills/environment";
import { type Growth, growthWithin, roomOf, STEPS } from "../../drills/growth";
import { DRILL_NAMES, type DrillName, ON_REQUEST } from "../../drills/metrics";
import { parseNodeCommand } from "../../drills/nodeCommand";
import { type Conditions, DEFAULT_CONDITIONS } from "../../drills/procedure";
import { PulumiSite } from "../../drills/pulumiSite";
import { keepRecording } from "../../drills/recordings";
import type { Results } from "../../drills/result";
import { readResults, requireFiles, ResultsFile } from "../../drills/resultsFile";
import { runDrills } from "../../drills/runner";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { readWorkloadFile } from "../../program/workloadFile";
import { isOwn } from "../../verdict/judge";
import { answerText } from "../answerText";
import { comparisonTable, resultTables } from "../drillTables";
import { prepare } from "../prepare";
import { probeAll } from "../probes";
import { recover } from "../recovery";
import { commonImage, imageToUpdateTo, requireUpdate, withSample } from "../sample";
import { beginSession, type Session } from "../session";
import { chooseEngines } from "../choice";
import { Failure, WrongUsage } from "../../common/errors";

export interface DrillOptions {
  only?: DrillName[];
  runs: number;
  rate: number;
  /** The numbers of instances that the drill `grow` tries, ascending. */
  instances?: number[];
  /** The image, by digest, to update an image of one's own to. */
  to?: string;
  /** The node to take, instead of one of the drill's own choice. */
  node?: string;
  /** Commands that stop a node and start it again. */
  stopNode?: string;
  startNode?: string;
  /** Whether to keep the results as a recording, too. */
  record?: boolean;
  /** Two result files to compare instead. */
  compare?: string[];
  json?: boolean;
  yes?: boolean;
}

/** What all steps of the command share. */
type Context = Session & { options: DrillOptions } & Pick<Conditions, "nodeCommands">;

/**
 * Tries the requirements of an orchestrator on those named or, by default, on every engine of this machine, and restores
 * everything afterwards.
 * @throws Failure if the workload file is wrong, or if the stacks have different images.
 * @returns the exit code: 0 if every run has a result, even if that result is a failed drill.
 */
export async function drill(names: OrchestratorName[], options: DrillOptions): Promise<number> {
  if (options.compare) return compareFiles(options.compare, options.json ?? false);
  const nodeCommands = nodeCommandsIn(options);
  if (options.instances && !options.only?.includes("grow"))
    throw new WrongUsage("--instances is for the drill grow: add --only grow.");
  // Before anything is started or built for it.
  readWorkloadFile();
  const to = options.to === undefined ? undefined : imageToUpdateTo(options.to);
  if (to && names.length) requireUpdate(commonImage(names), to);
  const session = await beginSession(options.json);
  if (!session) return 1;
  const { claims, journal, pulumi, interruption, perform } = session;
  const context = { ...session, options: { ...options, to }, nodeCommands };
  await prepare(names, options);
  const probes = await probeAll(names.length ? names : undefined);
  const { chosen, missing } = await chooseEngines(names, probes, options);
  if (!chosen.length) return 1;
  const ownImage = commonImage(chosen);
  if (to) requireUpdate(ownImage, to);
  // Also for what an interrupted session has left elsewhere.
  const isBuilding = withSample([...chosen, ...journal.names], journal).length > 0;
  const hadImage = !isBuilding || (await ProjectStack.find("image", pulumi)) !== undefined;
  const sites: PulumiSite[] = [];
  try {
    if (isBuilding) {
      const image = await perform("Image", (report) => deployImage(pulumi, report, interruption));
      if ("error" in image) return 1;
    }
    const left = await recover(session);
    claims.narrow(chosen);
    for (const name of chosen.filter((each) => !left.includes(each))) {
      if (interruption.stop.aborted) break;
      const { title } = ORCHESTRATORS[name];
      const outcome = await perform(title, (report) => PulumiSite.open(name, context, report));
      if ("value" in outcome) sites.push(outcome.value);
    }
    const isComplete = sites.length > 0 && !interruption.stop.aborted && (await runAll(sites, context));
    const isAll = !missing.length && sites.length === chosen.length;
    return isComplete && isAll ? 0 : 1;
  } finally {
    for (const site of sites.filter(({ found }) => !found.deployed)) {
      await perform(`${site.orchestrator.title}, removing it`, (report) => site.close(report));
    }
    // Instances of a deployment that is left may still have to be started from the image.
    if (!hadImage && !journal.names.length)
      await perform("Image, removing it", (report) => remove("image", pulumi, report));
  }
}

/** @throws WrongUsage if only one of the two commands is given, or one is none. */
function nodeCommandsIn({ stopNode, startNode }: DrillOptions): Conditions["nodeCommands"] {
  if (stopNode === undefined && startNode === undefined) return undefined;
  if (stopNode === undefined || startNode === undefined)
    throw new WrongUsage(
      "--stop-node and --start-node belong together: a node that is stopped must come back.",
    );
  return {
    stop: parseNodeCommand("--stop-node", stopNode),
    start: parseNodeCommand("--start-node", startNode),
  };
}

/** Runs the drills and shows their results. Returns whether every run has one. */
async function runAll(
  sites: PulumiSite[],
  { options, nodeCommands, interruption: { stop }, perform }: Context,
): Promise<boolean> {
  const { runs, rate, only, json, to, node, record } = options;
  // Not in the order in which they were named: the last one removes the deployment.
  const drills = DRILL_NAMES.filter((name) => (only ? only.includes(name) : !ON_REQUEST.includes(name)));
  const isGrowing = drills.includes("grow");
  const growth = isGrowing ? await growthOf(sites, options) : DEFAULT_CONDITIONS.growth;
  if (growth.leftOut) console.error(`Left out of grow: ${growth.leftOut}.`);
  const conditions: Conditions = { ...DEFAULT_CONDITIONS, rate, to, node, nodeCommands, growth, stop };
  const { wanted } = sites[0]!.outputs;
  const file = new ResultsFile({
    startedAt: new Date().toISOString(),
    command: `podium ${process.argv.slice(2).join(" ")}`,
    podium: { version },
    machine: machine(),
    engines: await engines(sites),
    image: wanted.image,
    isSample: !isOwn(wanted),
    ...(to && { to }),
    settings: {
      ...{ runs, rate, timeout: conditions.timeoutSeconds },
      ...commonSettings(sites),
      ...(isGrowing && { instances: growth.steps }),
      configured: Object.fromEntries(sites.map((site) => [site.name, configuredOf(site)])),
    },
  });
  await runDrills(
    { sites, drills, runs, conditions },
    async (title, action) => void (await perform(title, action)),
    (run) => file.add(run),
  );
  const failure = stop.aborted ? undefined : finish(file);
  // Even if they could not be written.
  if (json) console.log(JSON.stringify(file.results, null, 2));
  else if (file.results.runs.length)
    console.log(`${resultTables(file.results)}\n${answerText(file.results)}`);
  else console.error("No drill has finished, so there are no results.");
  if (failure) throw failure;
  if (!json && file.results.runs.length) console.log(relative(process.cwd(), file.path));
  // Only a session that was not interrupted.
  if (record && file.results.finishedAt && file.results.runs.length)
    console.error(`Recorded: ${relative(process.cwd(), keepRecording(file.results, file.path))}`);
  return !stop.aborted && file.results.runs.every(({ verdict }) => verdict !== "error");
}

/** The same for all of them, since they are compared: as far as there is room on each. */
async function growthOf(sites: PulumiSite[], { instances = STEPS }: DrillOptions): Promise<Growth> {
  const rooms = await Promise.all(sites.map(roomOf));
  return growthWithin(instances, sites[0]!.workload, rooms.flat());
}

/** Returns why the results could not be written, if so. */
function finish(file: ResultsFile): unknown {
  try {
    file.finish();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** @throws Failure if they differ: a comparison would be meaningless. */
function commonSettings(sites: PulumiSite[]): Pick<Results["settings"], "replicas" | "cpu" | "memory"> {
  const [first, ...others] = sites.map(({ name, workload: { replicas, cpu, memory } }) => ({
    name,
    settings: { replicas, cpu, memory },
  }));
  for (const { name, settings } of others) {
    const key = (["replicas", "cpu", "memory"] as const).find(
      (each) => settings[each] !== first!.settings[each],
    );
    if (key) {
      throw new Failure(
        `podium:${key} is ${first!.settings[key]} on ${first!.name} and ${settings[key]} on ${name}: ` +
          "drills compare the same workload, so set both to the same value.",
      );
    }
  }
  return first!.settings;
}

function compareFiles(paths: string[], json: boolean): number {
  const [a, b, ...more] = paths;
  if (!a || !b || more.length) throw new WrongUsage("--compare takes two result files.");
  requireFiles(paths);
  const [first, second] = [readResults(a), readResults(b)];
  const comparisons = compare(first, second);
  if (json) console.log(JSON.stringify({ differences: differences(first, second), comparisons }, null, 2));
  else console.log(comparisonTable(first, second, comparisons));
  return 0;
}
