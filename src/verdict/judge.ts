import type { Wanted } from "../program/deployment";
import type { Instance } from "../orchestrators/engine";

/** One request to the endpoint and what came of it. */
export type Answer =
  | { instance: string; version: string; digest: string | null }
  /** It answers, but is not the sample service: its instances cannot be told apart from outside. */
  | { status: number }
  | { error: string };

/** What keeps a deployment from being done; empty when it is. */
export type Problems = string[];

/**
 * A deployment is done when the engine runs the wanted digest on the wanted number of healthy instances, and as many
 * distinct instances have answered, all with the wanted version. That an API call returned says nothing, and an
 * automatic rollback looks like success on several engines.
 * @param answers to the latest requests.
 * @param instances as the engine tells them; undefined where it could not be asked.
 */
export function judge(wanted: Wanted, answers: Answer[], instances: Instance[] | undefined): Problems {
  return [...judgeAnswers(wanted, answers), ...(instances ? judgeInstances(wanted, instances) : [])];
}

function judgeAnswers(wanted: Wanted, answers: Answer[]): Problems {
  const { image, version } = wanted;
  const problems = new Set<string>();
  const seen = new Set<string>();
  for (const answer of answers) {
    if ("error" in answer) problems.add(`a request failed: ${answer.error}`);
    else if ("status" in answer) {
      if (answer.status >= 500) problems.add(`a request was answered with ${answer.status}`);
    } else {
      seen.add(answer.instance);
      if (answer.version !== version)
        problems.add(`${answer.instance} answers with version ${answer.version}, not ${version}`);
      if (answer.digest !== digestOf(image))
        problems.add(`${answer.instance} was made from ${answer.digest}, not ${image}`);
    }
  }
  if (!answers.length) problems.add("nothing was asked");
  const distinct = answers.some((answer) => "instance" in answer);
  if (distinct && !isEnough(seen.size, wanted))
    problems.add(`${seen.size} of ${numberOf(wanted)} instances answered`);
  return [...problems];
}

/** The part of the verdict that the engine alone can tell. */
export function judgeInstances(wanted: Wanted, instances: Instance[]): Problems {
  const problems: Problems = [];
  const ready = instances.filter(({ state }) => state === "ready");
  if (!isEnough(ready.length, wanted))
    problems.push(`the engine has ${ready.length} of ${numberOf(wanted)} instances ready`);
  // Those that it is still taking away, or trying to start, may answer yet.
  const others = instances.filter(
    ({ state }) => state === "starting" || state === "stopping" || state === "unready",
  );
  if (others.length)
    problems.push(`the engine has ${others.map(({ id, state }) => `${id} ${state}`).join(", ")}`);
  const digest = digestOf(wanted.image);
  const wrong = ready.filter((each) => each.image?.includes("sha256:") && !each.image.includes(digest));
  if (wrong.length)
    problems.push(`the engine runs ${wrong.map((each) => each.image).join(", ")}, not ${wanted.image}`);
  return problems;
}

const isEnough = (count: number, { replicas, maxReplicas = replicas }: Wanted) =>
  count >= replicas && count <= maxReplicas;

/** E.g. "2", or "3 to 6". */
const numberOf = ({ replicas, maxReplicas = replicas }: Wanted) =>
  maxReplicas === replicas ? `${replicas}` : `${replicas} to ${maxReplicas}`;

/** `sha256:…` of a reference by digest. */
export const digestOf = (reference: string): string => reference.slice(reference.indexOf("@") + 1);
