import { parseImage } from "../image/name";
import type { Wanted } from "../program/deployment";
import { isReady, pathOf, type Readiness } from "../program/readiness";
import type { Instance } from "../orchestrators/engine";

/** The outcome of one request to the endpoint. */
export type Answer =
  | { instance: string; version: string; digest: string | null }
  /** It responds, but not as the sample service, whose instances alone can be distinguished from outside. */
  | { status: number }
  | { error: string };

/** Why a deployment is not done; empty when it is. */
export type Problems = string[];

/**
 * A deployment is done when the engine runs the wanted digest on the wanted number of healthy instances, and as many
 * distinct instances have responded, all with the wanted version. A finished API call proves nothing, and on several
 * engines an automatic rollback looks like success. Instances of another image than the sample are only counted by the
 * engine; every request for their readiness path must return 2xx, or any answer below 500 where there is none.
 * @param answers to the latest requests.
 * @param instances as the engine reports them; undefined if it could not be reached.
 * @param haveEndpoints whether each instance has an endpoint of its own, to which one of the requests went.
 */
export function judge(
  wanted: Wanted,
  answers: Answer[],
  instances: Instance[] | undefined,
  haveEndpoints = false,
): Problems {
  const problems = judgeAnswers(wanted, answers);
  if (instances) return [...problems, ...judgeInstances(wanted, instances)];
  if (!isOwn(wanted)) return problems;
  if (!haveEndpoints) return [...problems, "the engine does not say which instances there are"];
  return isEnough(answers.length, wanted)
    ? problems
    : [...problems, `there are ${answers.length} of ${numberOf(wanted)} instances`];
}

/** Whether it is another image than the sample. A stack of an earlier Podium does not say. */
export const isOwn = ({ isSample }: Pick<Wanted, "isSample">): boolean => !(isSample ?? true);

/** Where instances answer whose readiness is to be seen; the sample says there who it is. */
export const askedOf = (wanted: Pick<Wanted, "isSample" | keyof Readiness>): Readiness =>
  isOwn(wanted) ? wanted : { ...wanted, readinessPath: "/api/info" };

/** Whether a request of an image that does not say who answers was answered by an instance that is ready. */
export const isSuccess = (wanted: Wanted, answer: Answer): boolean =>
  "status" in answer && isReady(askedOf(wanted), answer.status);

function judgeAnswers(wanted: Wanted, answers: Answer[]): Problems {
  const { image, version } = wanted;
  const problems = new Set<string>();
  const seen = new Set<string>();
  for (const answer of answers) {
    if ("error" in answer) problems.add(`a request failed: ${answer.error}`);
    else if ("status" in answer) {
      if (!isOwn(wanted)) problems.add(`a request returned ${answer.status}, not who has answered`);
      else if (!isSuccess(wanted, answer))
        problems.add(`a request for ${pathOf(wanted)} returned ${answer.status}`);
    } else {
      seen.add(answer.instance);
      if (answer.version !== version)
        problems.add(`${answer.instance} runs version ${answer.version}, not ${version}`);
      if (answer.digest !== digestOf(image))
        problems.add(`${answer.instance} runs the image ${answer.digest}, not ${image}`);
    }
  }
  if (!answers.length) problems.add("no request was sent");
  const distinct = answers.some((answer) => "instance" in answer);
  if (distinct && !isEnough(seen.size, wanted))
    problems.add(`${seen.size} of ${numberOf(wanted)} instances responded`);
  return [...problems];
}

/** The part of the verdict that only the engine can report. */
export function judgeInstances(wanted: Wanted, instances: Instance[]): Problems {
  const problems: Problems = [];
  const ready = instances.filter(({ state }) => state === "ready");
  if (!isEnough(ready.length, wanted))
    problems.push(`${ready.length} of ${numberOf(wanted)} instances are ready, according to the engine`);
  // Instances that are stopping or starting may still respond.
  const others = instances.filter(
    ({ state }) => state === "starting" || state === "stopping" || state === "unready",
  );
  if (others.length) problems.push(listOf(others));
  const wrong = ready.filter((each) => !runsImage(wanted, each));
  if (wrong.length)
    problems.push(`the engine runs ${wrong.map((each) => each.image).join(", ")}, not ${wanted.image}`);
  return problems;
}

/** Instances that are named; of fifty, the others would hide everything else that is said. */
const NAMED = 5;

/** E.g. "a is starting, b is stopping"; from the sixth on, they are only counted. */
function listOf(instances: Instance[]): string {
  const named = instances.slice(0, NAMED).map(({ id, state }) => `${id} is ${state}`);
  const more = instances.length - named.length;
  return [...named, ...(more ? [`and ${more} more not ready`] : [])].join(", ");
}

/** Whether an instance runs the wanted digest, as far as the engine tells. */
const runsImage = ({ image: wanted }: Wanted, { image }: Instance) =>
  !image?.includes("sha256:") || image.includes(digestOf(wanted));

/** The ids of the instances that are ready with the wanted digest. */
export const readyIn = (wanted: Wanted, instances: Instance[]): string[] =>
  instances.filter((each) => each.state === "ready" && runsImage(wanted, each)).map(({ id }) => id);

const isEnough = (count: number, { min, max }: Wanted) => count >= min && count <= max;

/** E.g. "2", or "3 to 6". */
const numberOf = ({ min, max }: Wanted) => (min === max ? `${min}` : `${min} to ${max}`);

/** `sha256:…` of an image by digest. */
export const digestOf = (image: string): string => parseImage(image).digest ?? image;

/** The beginning of an image's digest, as long as `docker` shows it; the whole text if it has none. */
export const shortDigest = (image: string): string => /sha256:([\da-f]{12})/.exec(image)?.[1] ?? image;
