import { WrongUsage } from "../../common/errors";
import { type Estimate, estimate } from "../../cost/estimate";
import { footprintOf } from "../../cost/footprint";
import { knownRegions, type Reading } from "../../cost/prices";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS, type OrchestratorName } from "../../orchestrators";
import { HOURS } from "../../orchestrators/pricing";
import { readSources, sessionFiles } from "../../report/sources";
import { enumerate } from "../../visuals/words";
import { planConfigured, refuseProblems } from "../configured";
import { type Cost, costTables } from "../costs";

export interface CostOptions {
  /** In place of the configured one, for the vendors that can have it. */
  region?: string;
  /** Reads the vendors' lists even if their prices are kept from before. */
  refresh?: boolean;
  json?: boolean;
}

/**
 * Shows what the programs cost in a month, as they are configured here, by the vendors' public prices; for those without a
 * vendor, what the engine itself takes. Without a network, the prices are those kept from before or that come with Podium.
 * @returns the exit code: 0 if all of them could be planned.
 * @throws WrongUsage for a region without known prices.
 */
export async function cost(
  names: OrchestratorName[],
  { region, refresh, json }: CostOptions,
): Promise<number> {
  const all = names.length ? names : ORCHESTRATOR_NAMES;
  const inRegion = region === undefined ? [] : await namesIn(region, all);
  const plans = await planConfigured(all);
  if (plans.length === 1) refuseProblems(plans);
  const measured = readSources(sessionFiles(), new Date()).flatMap(({ results }) => results ?? []);
  const reading: Reading = refresh ? "always" : "missing";
  const costs = await Promise.all(
    plans.map(async (plan): Promise<Cost> => {
      const { name, title, problem } = plan;
      if (problem) return { name, title, problem };
      const found = await estimate(plan, reading, inRegion.includes(name) ? region : undefined);
      return found ? { name, title, estimate: found } : { name, title, engine: footprintOf(name, measured) };
    }),
  );
  const estimates = costs.flatMap((each) => each.estimate ?? []);
  for (const each of estimates) await explain(each);
  if (json) console.log(JSON.stringify({ currency: "USD", hours: HOURS, costs }, null, 2));
  else console.log(costTables(costs));
  return costs.some(({ problem }) => problem) ? 1 : 0;
}

/** Those whose vendor can have a region of that name. @throws WrongUsage if there are none. */
async function namesIn(region: string, names: OrchestratorName[]): Promise<OrchestratorName[]> {
  const found: OrchestratorName[] = [];
  const known: string[] = [];
  for (const name of names) {
    const pricing = await ORCHESTRATORS[name].pricing?.();
    if (pricing?.canBeRegion(region)) found.push(name);
    if (pricing) known.push(`${pricing.vendor} has, for example, ${enumerate(knownRegions(name, pricing))}`);
  }
  if (found.length) return found;
  const instead = known.length ? `${known.join("; ")}.` : "These run on machines of your own.";
  throw new WrongUsage(`--region ${region} is not the name of a region. ${instead}`);
}

/** Reports a list that could not be read, and what is used instead. @throws WrongUsage if that is nothing. */
async function explain({ name, region, problem, origin, date }: Estimate): Promise<void> {
  if (!problem) return;
  if (!date) {
    const known = knownRegions(name, (await ORCHESTRATORS[name].pricing!())!);
    throw new WrongUsage(
      `${problem}. Without it, prices are known of ${enumerate(known)} only, not of ${region}.`,
    );
  }
  const instead =
    origin === "cache"
      ? `those that were read on ${date}`
      : `those that come with Podium, the oldest of ${date}`;
  console.error(`${problem}. The prices here are ${instead}.`);
}
