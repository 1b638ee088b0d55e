import { setTimeout as sleep } from "node:timers/promises";
import type { Wanted } from "../program/deployment";
import { get } from "../common/http";
import type { Engine, Instance } from "../orchestrators/engine";
import { reasonOf } from "../common/reach";
import { type Answer, judge, type Problems } from "./judge";

/** The outputs that every stack has. */
export interface StackOutputs {
  endpoints: string[];
  reference: string;
  wanted: Wanted;
}

export interface Verification {
  /** Why it is not done; empty when it is. */
  problems: Problems;
  /** Ids of the instances that answered. */
  answering: string[];
  /** As the engine tells them; undefined where it could not be asked. */
  instances?: Instance[];
}

/** Seconds that a deployment may take from Pulumi's last word until it is really done. */
const PATIENCE = 90;

/**
 * Looks until the deployment is done, or until patience ends or `signal` is given; then the problems say why it is not.
 */
export async function verify(
  outputs: StackOutputs,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Verification> {
  const deadline = Date.now() + PATIENCE * 1000;
  for (;;) {
    const verification = await look(outputs, engine);
    if (!verification.problems.length || Date.now() > deadline || signal?.aborted) return verification;
    await sleep(500, undefined, { signal }).catch(() => undefined);
  }
}

/** One look, without waiting. */
export async function look(
  { endpoints, reference, wanted }: StackOutputs,
  engine: Engine,
): Promise<Verification> {
  const [answers, instances] = await Promise.all([
    ask(endpoints, wanted.replicas),
    engine.instances(reference).catch(() => undefined),
  ]);
  const answering = [
    ...new Set(answers.flatMap((answer) => ("instance" in answer ? [answer.instance] : []))),
  ];
  return { problems: judge(wanted, answers, instances), answering, instances };
}

/**
 * Asks often enough that an instance hardly stays unseen where each request goes to any of them: with 8 requests an
 * instance, about 3 of 10,000 times. Where there are several endpoints each is asked.
 */
async function ask(endpoints: string[], replicas: number): Promise<Answer[]> {
  const requests =
    endpoints.length > 1 ? endpoints : Array.from({ length: 8 * replicas }, () => endpoints[0]!);
  return Promise.all(requests.map(askOne));
}

async function askOne(endpoint: string): Promise<Answer> {
  try {
    const { status, body } = await get(`${endpoint}/api/info`);
    return parse(body) ?? { status };
  } catch (error) {
    return { error: reasonOf(error) };
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
