import { get } from "../common/http";
import { healFrom, orderFault, turnFaultsOn } from "./heal";
import type { Finding } from "./procedure";
import { finding, type Procedure } from "./procedure";
import type { Site } from "./site";
import { smallest } from "./statistics";

interface Limits {
  /** Cores; null without a limit. */
  cpu: number | null;
  /** MiB; null without a limit. */
  memory: number | null;
  source: string | null;
}

/** Relative deviation allowed from the requested limit, since engines round to their own units. */
const TOLERANCE = 0.05;

/** Reads the limits inside every instance, then makes one exceed its memory. */
export const limits: Procedure = async (site, conditions, report) => {
  await turnFaultsOn(site, conditions, report);
  const inForce = tightest(await limitsOfAll(site));
  const problems = compare(site, inForce);
  const metrics = { memory: inForce.memory, cpu: inForce.cpu, recoveredSeconds: null };
  const facts = { source: inForce.source ?? "not readable inside the instances" };
  // Without a limit, the machine itself would run out of memory.
  if (inForce.memory === null) return finding(problems, metrics, { ...facts, exceeded: "not tested" });

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
    { ...facts, exceeded: recoveredSeconds === null ? "not replaced" : "killed by the system and replaced" },
    timeline,
  );
}

/** Queries the endpoints until every instance has responded. */
async function limitsOfAll({ outputs }: Site): Promise<Map<string, Limits>> {
  const { endpoints, wanted } = outputs;
  const found = new Map<string, Limits>();
  for (let index = 0; found.size < wanted.min && index < 50 * wanted.min; index++) {
    const { body } = await get(`${endpoints[index % endpoints.length]}/api/info`);
    const { instance, limits } = JSON.parse(body) as { instance: string; limits: Limits };
    found.set(instance, limits);
  }
  return found;
}

/** The smallest limits of all instances; null if any instance has none. */
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
    const actual = found === null ? "no limit in force" : `${found} in force`;
    return [`${item} (${unit}): ${actual}, ${asked} requested${effect ? ` (${effect})` : ""}`];
  });
}
