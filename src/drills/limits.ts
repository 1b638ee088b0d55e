import { get } from "../common/http";
import { healFrom, orderFault, turnFaultsOn } from "./heal";
import type { Finding } from "./procedure";
import { finding, type Procedure } from "./procedure";
import type { Site } from "./site";
import { smallest } from "./statistics";

interface Limits {
  /** Cores; null where there is none. */
  cpu: number | null;
  /** MiB; null where there is none. */
  memory: number | null;
  source: string | null;
}

/** By so much a limit may differ from the one asked for, since engines count in whole units of their own. */
const TOLERANCE = 0.05;

/** Reads the limits inside of every instance, then lets one exceed its memory. */
export const limits: Procedure = async (site, conditions, report) => {
  await turnFaultsOn(site, conditions, report);
  const inForce = tightest(await limitsOfAll(site));
  const problems = compare(site, inForce);
  const metrics = { memory: inForce.memory, cpu: inForce.cpu, recoveredSeconds: null };
  const facts = { source: inForce.source ?? "the instances could not tell" };
  // Without a limit it would be the machine that runs out of memory.
  if (inForce.memory === null) return finding(problems, metrics, { ...facts, exceeded: "not tried" });

  const tooMuch = Math.ceil(2 * inForce.memory);
  const healed = await healFrom(site, conditions, report, async ({ ready }) => ({
    what: `one instance allocates ${tooMuch} MiB`,
    victims: ready,
    strike: async () => {
      await orderFault(site.outputs.endpoints[0]!, `memory?mb=${tooMuch}`);
    },
  }));
  return combine(problems, metrics, facts, healed);
};

function combine(
  problems: string[],
  metrics: Finding["metrics"],
  facts: Record<string, string>,
  { reason, metrics: { recoveredSeconds = null }, timeline }: Finding,
): Finding {
  return finding(
    [...problems, reason],
    { ...metrics, recoveredSeconds },
    { ...facts, exceeded: recoveredSeconds === null ? "not replaced" : "ended by the system, and replaced" },
    timeline,
  );
}

/** Asks until every instance has told. */
async function limitsOfAll({ outputs }: Site): Promise<Map<string, Limits>> {
  const { endpoints, wanted } = outputs;
  const found = new Map<string, Limits>();
  for (let index = 0; found.size < wanted.replicas && index < 50 * wanted.replicas; index++) {
    const { body } = await get(`${endpoints[index % endpoints.length]}/api/info`);
    const { instance, limits } = JSON.parse(body) as { instance: string; limits: Limits };
    found.set(instance, limits);
  }
  return found;
}

/** Each instance has the same limits; where they differ, one without counts. */
function tightest(found: Map<string, Limits>): Limits {
  const all = [...found.values()];
  const least = (values: (number | null)[]) =>
    values.includes(null) || !values.length ? null : smallest(values as number[]);
  return {
    cpu: least(all.map(({ cpu }) => cpu)),
    memory: least(all.map(({ memory }) => memory)),
    source: all[0]?.source ?? null,
  };
}

function compare({ workload, orchestrator }: Site, inForce: Limits): string[] {
  return (["memory", "cpu"] as const).flatMap((item) => {
    const unit = item === "memory" ? "MiB" : "cores";
    const asked = workload[item];
    const found = inForce[item];
    if (found !== null && Math.abs(found - asked) <= TOLERANCE * asked) return [];
    const effect = orchestrator.fidelity[item].effect;
    const told = found === null ? "no limit is in force" : `${found} ${unit} are in force`;
    return [`${item}: ${told}, ${asked} ${unit} were asked for${effect ? ` (${effect})` : ""}`];
  });
}
