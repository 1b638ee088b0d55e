import type { Wanted } from "../program/deployment";
import { haveOwnEndpoints, type StackOutputs } from "../program/outputs";
import { pathOf } from "../program/readiness";
import { get } from "../common/http";
import { pause } from "../common/pause";
import type { Engine, Instance } from "../orchestrators/engine";
import { reasonOf } from "../common/reason";
import { type Answer, askedOf, isOwn, isSuccess, judge, type Problems, readyIn } from "./judge";

export interface Verification {
  /** Why it is not done; empty when it is. */
  problems: Problems;
  /**
   * Ids of the instances that responded or, of another image than the sample, that the engine has ready; the endpoints that
   * responded where it cannot be reached and each instance has its own.
   */
  confirmed: string[];
  /** As the engine reports them; undefined if it could not be reached. */
  instances?: Instance[];
}

/** How long to look, and how often. */
interface Pace {
  /** Seconds that a deployment may take after Pulumi has finished, beyond what a process may take to start. */
  patienceSeconds: number;
  /** Seconds from one look to the next. */
  lookSeconds: number;
}

const PACE: Pace = { patienceSeconds: 90, lookSeconds: 0.5 };

/** Looks until the deployment is done, time runs out or `signal` is aborted; the problems then say why it is not done. */
export async function verify(
  outputs: StackOutputs,
  engine: Engine,
  signal?: AbortSignal,
  { patienceSeconds, lookSeconds } = PACE,
): Promise<Verification> {
  // Where nothing checks an instance, Pulumi has finished before the process has started.
  const deadline = Date.now() + (patienceSeconds + (outputs.wanted.startSeconds ?? 0)) * 1000;
  for (;;) {
    const verification = await look(outputs, engine);
    if (!verification.problems.length || Date.now() > deadline || signal?.aborted) return verification;
    await pause(lookSeconds, signal);
  }
}

/** A single look, without waiting. */
export async function look(outputs: StackOutputs, engine: Engine): Promise<Verification> {
  const { endpoints, reference, wanted } = outputs;
  const haveEndpoints = haveOwnEndpoints(outputs);
  const [answers, instances] = await Promise.all([
    haveEndpoints ? askEach(endpoints, wanted) : ask(endpoints, wanted),
    engine.instances(reference).catch(() => undefined),
  ]);
  const answering = new Set(answers.flatMap((answer) => ("instance" in answer ? [answer.instance] : [])));
  const responding = endpoints.filter((_, index) => haveEndpoints && isSuccess(wanted, answers[index]!));
  const own = instances ? readyIn(wanted, instances) : responding;
  const confirmed = isOwn(wanted) ? own : [...answering];
  return { problems: judge(wanted, answers, instances, haveEndpoints), confirmed, instances };
}

/**
 * Sends enough requests that hardly any instance stays unseen if each request goes to a random one: with 8 requests per
 * instance, one stays unseen about 3 times in 10,000. Endpoints take turns, and none is left out. The first request to
 * each goes alone, and the others follow if something responds: a Linux node remembers each connection that it refused
 * for up to two minutes, and refuses the next one from the same port of this machine although the service is there by then.
 * https://docs.kernel.org/networking/nf_conntrack-sysctl.html (`nf_conntrack_tcp_timeout_syn_sent`)
 */
async function ask(endpoints: string[], wanted: Wanted): Promise<Answer[]> {
  const first = await askEach(endpoints, wanted);
  if (first.some((answer) => "error" in answer)) return first;
  const length = Math.max(8 * wanted.max - endpoints.length, 0);
  const others = Array.from({ length }, (_, index) => endpoints[index % endpoints.length]!);
  return [...first, ...(await askEach(others, wanted))];
}

const askEach = (endpoints: string[], wanted: Wanted) =>
  Promise.all(endpoints.map((endpoint) => askOne(endpoint, wanted)));

/** Seconds for one request. */
const SECONDS = 5;

async function askOne(endpoint: string, wanted: Wanted): Promise<Answer> {
  try {
    const asked = askedOf(wanted);
    const { status, body } = await get(`${endpoint}${pathOf(asked)}`, SECONDS, asked.readinessHeaders);
    return (isOwn(wanted) ? undefined : parse(body)) ?? { status };
  } catch (error) {
    return { error: `${reasonOf(error)} (${endpoint})` };
  }
}

function parse(body: string): Answer | undefined {
  try {
    const { instance, version, digest } = JSON.parse(body) as {
      instance: string;
      version: string;
      digest: string;
    };
    return instance && version ? { instance, version, digest } : undefined;
  } catch {
    return undefined;
  }
}
