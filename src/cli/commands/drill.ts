import { relative } from "node:path";
import { version } from "../../../package.json";
import { deployImage } from "../../automation/deploy";
import { Failure } from "../../automation/failure";
import { remove } from "../../automation/remove";
import { ProjectStack } from "../../automation/stacks";
import { compare, differences } from "../../drills/compare";
import { engines, machine } from "../../drills/environment";
import { DRILL_NAMES, type DrillName } from "../../drills/metrics";
import { type Conditions, DEFAULT_CONDITIONS } from "../../drills/procedure";
import { PulumiSite } from "../../drills/pulumiSite";
import type { Results } from "../../drills/result";
import { readResults, ResultsFile } from "../../drills/resultsFile";
import { runDrills } from "../../drills/runner";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import type { Probe } from "../../orchestrators/engine";
import { comparisonTable, resultTables } from "../drillTables";
import { prepare } from "../prepare";
import { probeAll } from "../probes";
import { recover } from "../recovery";
import { beginSession, type Session } from "../session";
import { localOnes, mayCost, unreachable } from "./up";

export interface DrillOptions {
  only?: DrillName[];
  runs: number;
  rate: number;
  /** Two files of results, instead of drills. */
  compare?: string[];
  json?: boolean;
  yes?: boolean;
}

/** What all steps of the command work with. */
type Context = Session & { options: DrillOptions };

/**
 * Tries the requirements of an orchestrator on those named, or on every engine that answers on this machine, and leaves
 * everything as it was found.
 * @returns the exit code: 0 if every run has a result, also where that result is a failed drill.
 */
export async function drill(names: OrchestratorName[], options: DrillOptions): Promise<number> {
  if (options.compare) return compareFiles(options.compare, options.json ?? false);
  const session = await beginSession(options.json);
  if (!session) return 1;
  const { claims, journal, pulumi, interruption, perform } = session;
  const context = { ...session, options };
  await prepare(names, options);
  const probes = await probeAll(names.length ? names : undefined);
  const chosen = await choose(names, probes, options);
  if (!chosen.length) return 1;
  const hadImage = (await ProjectStack.find("image", pulumi)) !== undefined;
  const sites: PulumiSite[] = [];
  try {
    const image = await perform("Image", (report) => deployImage(pulumi, report, interruption));
    if ("error" in image || !(await recover(session))) return 1;
    claims.narrow(chosen);
    for (const name of chosen) {
      if (interruption.stop.aborted) break;
      const { title } = ORCHESTRATORS[name];
      const outcome = await perform(title, (report) =>
        PulumiSite.open(name, { ...context, probe: probes.get(name)! }, report),
      );
      if ("value" in outcome) sites.push(outcome.value);
    }
    const isComplete =
      sites.length > 0 && !interruption.stop.aborted && (await runAll(sites, probes, image.value, context));
    return isComplete && sites.length === Math.max(names.length, chosen.length) ? 0 : 1;
  } finally {
    for (const site of sites.filter(({ found }) => !found.deployed)) {
      await perform(`${site.orchestrator.title}, removing it`, (report) => site.close(report));
    }
    // As long as something is left, its instances may still have to be started from the image.
    if (!hadImage && !Object.keys(journal.entries).length)
      await perform("Image, removing it", (report) => remove("image", pulumi, report));
  }
}

/** Those to be tried; the others are told why not. Empty if there is none, or none is wanted. */
async function choose(
  names: OrchestratorName[],
  probes: Map<OrchestratorName, Probe>,
  options: DrillOptions,
): Promise<OrchestratorName[]> {
  const wanted = names.length ? names : localOnes(probes);
  if (!wanted.length)
    console.error("No engine answers on this machine. `npx podium doctor` tells how to get one.");
  // A cloud's may be deployed to all the same, with what Pulumi knows of the account.
  const missing = wanted.filter((name) => !ORCHESTRATORS[name].cloud && !probes.get(name)!.reachable);
  for (const name of missing) console.error(unreachable(name, probes.get(name)!));
  const chosen = wanted.filter((name) => !missing.includes(name));
  return chosen.length && (await mayCost(chosen, probes, options)) ? chosen : [];
}

/** Runs the drills, and shows what they have found. Returns whether every run has a result. */
async function runAll(
  sites: PulumiSite[],
  probes: Map<OrchestratorName, Probe>,
  image: string,
  { options, interruption: { stop }, perform }: Context,
): Promise<boolean> {
  const { runs, rate, only, json } = options;
  const conditions: Conditions = { ...DEFAULT_CONDITIONS, rate, stop };
  const file = new ResultsFile({
    startedAt: new Date().toISOString(),
    command: `podium ${process.argv.slice(2).join(" ")}`,
    podium: { version },
    machine: machine(),
    engines: engines(probes),
    image,
    settings: { runs, rate, timeout: conditions.timeoutSeconds, ...commonSettings(sites) },
  });
  await runDrills(
    // Not in the order in which they were named: the last one takes the deployment away.
    { sites, drills: DRILL_NAMES.filter((name) => !only || only.includes(name)), runs, conditions },
    async (title, action) => void (await perform(title, action)),
    (run) => file.add(run),
  );
  if (!stop.aborted) file.finish();
  if (json) console.log(JSON.stringify(file.results, null, 2));
  else console.log(`${resultTables(file.results)}\n${relative(process.cwd(), file.path)}`);
  return !stop.aborted && file.results.runs.every(({ verdict }) => verdict !== "error");
}

/** @throws Failure where they differ: measured side by side, they would say nothing. */
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
          "drills compare the same workload.",
      );
    }
  }
  return first!.settings;
}

function compareFiles(paths: string[], json: boolean): number {
  const [a, b, ...more] = paths;
  if (!a || !b || more.length) {
    console.error("--compare needs two files of results.");
    return 2;
  }
  const [first, second] = [readResults(a), readResults(b)];
  const comparisons = compare(first, second);
  if (json) console.log(JSON.stringify({ differences: differences(first, second), comparisons }, null, 2));
  else console.log(comparisonTable(first, second, comparisons));
  return 0;
}
