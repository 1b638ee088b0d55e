import { existsSync } from "node:fs";
import colours from "picocolors";
import { requirePulumi } from "../../automation/cli";
import { type Deployed, deploy, deployImage } from "../../automation/deploy";
import type { Interruption } from "../../automation/interruption";
import { configFile } from "../../automation/stacks";
import { readSettings } from "../../diff/settings";
import { ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import type { Probe } from "../../orchestrators/engine";
import { type Plan, planStacks } from "../../plan";
import { WrongUsage } from "../../common/usage";
import { onInterrupt } from "../interrupt";
import { sideBySide } from "./plan";
import { prepare } from "../prepare";
import { engineName, probeAll } from "../probes";
import { heading, table } from "../table";
import { type Outcome, runTasks } from "../tasks";

export interface UpOptions {
  yes?: boolean;
  json?: boolean;
}

/** What became of one orchestrator, as `--json` prints it. */
interface Result {
  name: OrchestratorName;
  engine: string;
  state: "running" | "failed";
  changed?: boolean;
  endpoints?: string[];
  instances?: string[];
  image?: string;
  version?: string;
  seconds: number;
  error?: string;
}

/**
 * Deploys to the orchestrators named, or to every engine that answers on this machine. One that fails neither hides
 * nor stops the others.
 * @returns the exit code: 0 if all of them run.
 */
export async function up(names: OrchestratorName[], options: UpOptions): Promise<number> {
  await prepare(names, options);
  return upPrepared(names, options);
}

/** The same on a machine that has what `prepare` offers to start, or not. */
export async function upPrepared(names: OrchestratorName[], options: UpOptions): Promise<number> {
  const probes = await probeAll(names.length ? names : undefined);
  const chosen = names.length ? names : localOnes(probes);
  if (!chosen.length) {
    console.error("No engine answers on this machine. `npx podium doctor` tells how to get one.");
    return 1;
  }
  const missing = chosen.filter((name) => !ORCHESTRATORS[name].cloud && !probes.get(name)!.reachable);
  for (const name of missing) console.error(unreachable(name, probes.get(name)!));
  const reachable = chosen.filter((name) => !missing.includes(name));
  if (!reachable.length || !(await mayCost(reachable, probes, options))) return 1;

  const interruption = onInterrupt();
  const results = await deployAll(reachable, probes, interruption, options.json ?? false);
  if (options.json) console.log(JSON.stringify(results, null, 2));
  else console.log(resultTable(results));
  const someFailed = results.some(({ state }) => state === "failed");
  if (someFailed && interruption.stop.aborted)
    console.error("Interrupted. Another podium up goes on, and podium down takes away what has begun.");
  return missing.length || someFailed ? 1 : 0;
}

/** Engines on this machine: using them costs nothing. */
export const localOnes = (probes: Map<OrchestratorName, Probe>): OrchestratorName[] =>
  [...probes].filter(([, probe]) => probe.reachable && probe.local).map(([name]) => name);

export function unreachable(name: OrchestratorName, probe: Probe): string {
  const { reason, remedy } = probe as Extract<Probe, { reachable: false }>;
  return `${ORCHESTRATORS[name].title} cannot be deployed to: ${reason}. Get it with: ${remedy}`;
}

/**
 * Shows what would be made outside this machine, as the stacks are configured, and asks.
 * @throws WrongUsage with `json`, which has no place for either, unless it was answered with `yes`.
 */
export async function mayCost(
  names: OrchestratorName[],
  probes: Map<OrchestratorName, Probe>,
  { yes, json }: UpOptions,
): Promise<boolean> {
  const local = localOnes(probes);
  const remote = names.filter((name) => !local.includes(name));
  if (!remote.length) return true;
  const titles = remote.map((name) => ORCHESTRATORS[name].title).join(", ");
  if (json && !yes)
    throw new WrongUsage(`${titles}: this may cost money, and --json does not ask: add --yes.`);
  if (!json) console.log(sideBySide(await planAsConfigured(remote)));
  if (yes) return true;
  if (!process.stdin.isTTY) {
    console.error(`${titles}: this may cost money. To deploy it without being asked, add --yes.`);
    return false;
  }
  const { default: confirm } = await import("@inquirer/confirm");
  return confirm({ message: `Deploy to ${titles}? This may cost money.`, default: false });
}

/** What the programs make with the configuration that their stacks have here. */
async function planAsConfigured(names: OrchestratorName[]): Promise<Plan[]> {
  const plans: Plan[] = [];
  for (const name of names) {
    const file = configFile(name);
    plans.push(...(await planStacks([name], existsSync(file) ? await readSettings(file) : {})));
  }
  return plans;
}

async function deployAll(
  names: OrchestratorName[],
  probes: Map<OrchestratorName, Probe>,
  interruption: Interruption,
  silent: boolean,
): Promise<Result[]> {
  const pulumi = await requirePulumi();
  const [image] = await runTasks(
    [{ title: "Image", run: (report) => deployImage(pulumi, report, interruption) }],
    silent,
  );
  if ("error" in image!) {
    return names.map((name) => ({
      ...about(name, probes),
      state: "failed",
      seconds: 0,
      error: `no image: ${image.error}`,
    }));
  }
  const outcomes = await runTasks(
    names.map((name) => ({
      title: ORCHESTRATORS[name].title,
      run: (report) => deploy(name, pulumi, report, interruption),
    })),
    silent,
  );
  return names.map((name, index) => toResult(about(name, probes), outcomes[index]!));
}

function about(name: OrchestratorName, probes: Map<OrchestratorName, Probe>) {
  return { name, engine: engineName(probes.get(name)!) || ORCHESTRATORS[name].title };
}

function toResult(which: { name: OrchestratorName; engine: string }, outcome: Outcome<Deployed>): Result {
  const { seconds } = outcome;
  if ("error" in outcome) return { ...which, state: "failed", seconds, error: outcome.error };
  const { changed, outputs, verification } = outcome.value;
  return {
    ...which,
    state: "running",
    changed,
    endpoints: outputs.endpoints,
    instances: verification.answering,
    image: outputs.wanted.image,
    version: outputs.wanted.version,
    seconds,
  };
}

function resultTable(results: Result[]): string {
  const rows = results.map(
    ({ name, engine, state, changed, endpoints = [], instances = [], version = "", image = "" }) => [
      name,
      engine,
      state === "failed" ? colours.red("failed") : colours.green(changed ? "deployed" : "unchanged"),
      String(instances.length),
      version,
      image.slice(image.indexOf("sha256:") + 7).slice(0, 12),
      endpoints.join("\n"),
    ],
  );
  const head = ["", "engine", "", "instances", "version", "digest", "endpoint"];
  const errors = results.flatMap(({ name, error }) => (error ? [`${colours.red(name)}: ${error}`] : []));
  return [heading("One image, side by side"), table(head, rows), ...errors].join("\n");
}
