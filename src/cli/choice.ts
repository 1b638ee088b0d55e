import { AcceptedEngines } from "../automation/accepted";
import { WrongUsage } from "../common/errors";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import type { Probe } from "../orchestrators/engine";
import { engineName, type Probes } from "./probes";

export interface ConsentOptions {
  yes?: boolean;
  json?: boolean;
}

/** The orchestrators that a command works on. */
export interface Choice {
  chosen: OrchestratorName[];
  /** Named, and not reachable. */
  missing: OrchestratorName[];
}

/**
 * Chooses those that were named or, by default, every engine that is proven to be on this machine or that the user has
 * agreed to. Reports what is left out, and why, on stderr. Asks before anything is created that costs money.
 * @throws WrongUsage with `json`, which cannot ask, unless `yes` is the answer.
 */
export async function chooseEngines(
  names: OrchestratorName[],
  probes: Probes,
  options: ConsentOptions,
): Promise<Choice> {
  const wanted = names.length ? names : await unnamed(probes, options);
  if (!wanted.length)
    console.error("No engine was found on this machine. Run `npx podium doctor` to see how to get one.");
  // Pulumi may know an account of a cloud that the probe does not.
  const missing = wanted.filter((name) => !ORCHESTRATORS[name].cloud && !probes.get(name)!.reachable);
  for (const name of missing) console.error(unreachable(name, probes.get(name)!));
  const reachable = wanted.filter((name) => !missing.includes(name));
  for (const name of names.filter((each) => reachable.includes(each))) accept(name, probes.get(name)!);
  const costly = reachable.filter((name) => isCostly(name, probes.get(name)!));
  const chosen = !costly.length || (await agreesToCosts(costly, options)) ? reachable : [];
  return { chosen, missing };
}

const isCostly = (name: OrchestratorName, probe: Probe) =>
  ORCHESTRATORS[name].cloud && (!probe.reachable || probe.kind === "real");

function unreachable(name: OrchestratorName, probe: Probe): string {
  const { reason, remedy } = probe as Extract<Probe, { reachable: false }>;
  return `${ORCHESTRATORS[name].title} cannot be reached: ${reason}. To get it: ${remedy}`;
}

/** Naming an engine is consent, too. One on this machine needs none. */
function accept(name: OrchestratorName, probe: Probe): void {
  if (probe.reachable && !probe.local && !isCostly(name, probe))
    new AcceptedEngines().add(name, probe.identity);
}

/** Whether an engine can be chosen without being named. */
export const canBeChosen = (name: OrchestratorName, probe: Probe): probe is Reachable =>
  probe.reachable && (probe.local || !isCostly(name, probe));

async function unnamed(probes: Probes, options: ConsentOptions): Promise<OrchestratorName[]> {
  const chosen: OrchestratorName[] = [];
  for (const [name, probe] of probes) {
    if (!canBeChosen(name, probe)) continue;
    if (probe.local || (await isAccepted(name, probe, options))) chosen.push(name);
  }
  return chosen;
}

type Reachable = Extract<Probe, { reachable: true }>;

async function isAccepted(
  name: OrchestratorName,
  probe: Reachable,
  { yes, json }: ConsentOptions,
): Promise<boolean> {
  const accepted = new AcceptedEngines();
  if (accepted.has(name, probe.identity)) return true;
  const where = `${engineName(probe)} at ${probe.address} is not known to be on this machine`;
  if (!yes && (json || !process.stdin.isTTY)) {
    console.error(`${where}, so it is left out. To use it, name it (${name}) or add --yes.`);
    return false;
  }
  if (!yes && !(await confirm(`${where}. Use it?`))) return false;
  accepted.add(name, probe.identity);
  return true;
}

/** Shows what would be created, as the stacks are configured, and what that costs, and asks. */
async function agreesToCosts(names: OrchestratorName[], { yes, json }: ConsentOptions): Promise<boolean> {
  const titles = names.map((name) => ORCHESTRATORS[name].title).join(", ");
  if (json && !yes) throw new WrongUsage(`${titles} may cost money, and --json cannot ask: add --yes.`);
  if (!json) await showCosts(names);
  if (yes) return true;
  if (!process.stdin.isTTY) {
    console.error(`${titles} may cost money. To deploy without being asked, add --yes.`);
    return false;
  }
  return confirm(`Deploy to ${titles}? This may cost money.`);
}

async function showCosts(names: OrchestratorName[]): Promise<void> {
  // Programs and prices are not loaded where nothing costs money.
  const [{ costLines }, { planConfigured, refuseProblems }, { sideBySide }] = await Promise.all([
    import("../cost/line"),
    import("./configured"),
    import("./plans"),
  ]);
  const plans = await planConfigured(names);
  refuseProblems(plans);
  console.log(sideBySide(plans, await costLines(plans)));
}

async function confirm(message: string): Promise<boolean> {
  const { default: ask } = await import("@inquirer/confirm");
  return ask({ message, default: false });
}
