import { ownImage, runsSample } from "../automation/projects";
import { Failure, WrongUsage } from "../common/errors";
import { Journal } from "../drills/journal";
import { imageByDigest } from "../image/name";
import { givenImage } from "../image/given";
import { ORCHESTRATORS, ORCHESTRATOR_NAMES, type OrchestratorName } from "../orchestrators";
import { digestOf } from "../verdict/judge";
import { InvalidConfig } from "../workload/problems";
import { canBeChosen } from "./choice";
import { probeAll } from "./probes";

/** Those of the orchestrators that are deployed with the sample image, which has to be built for them. */
export const withSample = (names: OrchestratorName[], journal = new Journal()): OrchestratorName[] =>
  names.filter((name) => needsSample(name, journal));

/** A stack that an interrupted drill has changed is restored to the image that it had. */
function needsSample(name: OrchestratorName, journal: Journal): boolean {
  if (!journal.names.includes(name)) return runsSample(name);
  try {
    return journal.find(name)?.isSample ?? true;
  } catch {
    // Whoever restores it reports the damage.
    return true;
  }
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

/**
 * The image of the user's own that all of these stacks are configured to run; undefined for the sample image.
 * @throws Failure if they differ: a comparison would be meaningless.
 */
export function commonImage(names: OrchestratorName[]): string | undefined {
  const images = names.map((name) => {
    const image = ownImage(name);
    return image && (imageByDigest(image) ?? image);
  });
  if (new Set(images).size < 2) return images[0];
  const list = names.map((name, index) => `  ${name}: ${images[index] ?? "the sample image"}`);
  throw new Failure(
    `Drills compare the same image, and these stacks have different ones (podium:image):\n${list.join("\n")}\n` +
      "Name those with the same image, or give them the same.",
  );
}

/**
 * The image that `--to` names, with its registry and without a tag.
 * @throws WrongUsage if it is not by digest.
 */
export function imageToUpdateTo(given: string): string {
  try {
    return givenImage(given);
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    throw new WrongUsage(`--to ${error.problems[0]!.rule}, got ${JSON.stringify(given)}`);
  }
}

/** @throws WrongUsage if there is no update from the image of the stacks to the one that `--to` names. */
export function requireUpdate(image: string | undefined, to: string): void {
  if (image === undefined)
    throw new WrongUsage(
      "--to is for an image of your own (podium:image): the sample image is updated to its next version.",
    );
  if (digestOf(image) === digestOf(to))
    throw new WrongUsage(
      `--to names the digest that is configured already: ${digestOf(to)}. Name another one.`,
    );
}
