import { runsSample } from "../automation/projects";
import { Journal } from "../drills/journal";
import { ORCHESTRATORS, ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { canBeChosen } from "./choice";
import { probeAll } from "./probes";

/**
 * Those of the orchestrators that are deployed with the sample image, which has to be built for them. Drills run on no
 * other, so a configuration that an interrupted one has left is restored to that.
 */
export function withSample(names: OrchestratorName[], journal = new Journal()): OrchestratorName[] {
  const drilled = journal.names;
  return names.filter((name) => drilled.includes(name) || runsSample(name));
}

/**
 * Whether a deployment will need the sample image, before it is known what there is to deploy to.
 * @param names those to deploy to; empty for all that are found on this machine.
 */
export async function willNeedSample(names: OrchestratorName[]): Promise<boolean> {
  const all = names.length ? names : ORCHESTRATOR_NAMES;
  const sample = withSample(all);
  if (names.length || !sample.length || sample.length === all.length) return sample.length > 0;
  const probes = await probeAll(sample);
  return sample.some((name) => ORCHESTRATORS[name].bootstrap ?? canBeChosen(name, probes.get(name)!));
}

/** Those of the orchestrators that drills can run on. Says which others there are, and why not on them. */
export function drillable(names: OrchestratorName[]): OrchestratorName[] {
  const sample = withSample(names);
  for (const name of names.filter((each) => !sample.includes(each)))
    console.error(`${ORCHESTRATORS[name].title} is left out: ${OWN_IMAGE}`);
  return sample;
}

const OWN_IMAGE =
  "its stack has an image of your own (podium:image), and drills need the sample image, which says who answers and " +
  "fails when it is told to.";
