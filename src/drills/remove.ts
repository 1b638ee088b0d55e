import { setTimeout as sleep } from "node:timers/promises";
import { get } from "../common/http";
import { reasonOf } from "../common/reason";
import { isReady, pathOf } from "../program/readiness";
import { askedOf } from "../verdict/judge";
import { finding, type Procedure, secondsBetween } from "./procedure";
import { now } from "./sender";
import type { Site } from "./site";
import { saidBy } from "./watch";

/** From all instances to none: the engine reports no instance and the endpoints no longer respond. */
export const remove: Procedure = async (site, conditions, report) => {
  const from = now();
  let gone: number | undefined;
  let ended = false;
  const removal = saidBy(site.remove(report)).finally(() => (ended = true));
  // Pulumi also removes the stack, which takes time after the last instance is gone.
  while (!ended) {
    gone = (await leftOf(site)) ? undefined : (gone ?? now());
    await sleep(conditions.lookSeconds * 1000);
  }
  const failure = await removal;
  const left = failure ?? (await leftOf(site));
  return finding([left], { seconds: left ? null : secondsBetween(from, gone ?? now()) });
};

/** What is left, if anything. An engine that responds with an error may still run everything. */
async function leftOf({ outputs, engine, probe }: Site): Promise<string | undefined> {
  const instances = probe.reachable ? await engine.instances(outputs.reference).catch(reasonOf) : [];
  if (typeof instances === "string") return `the engine does not say what it still runs: ${instances}`;
  if (instances.length) return `the engine still runs ${instances.map(({ id }) => id).join(", ")}`;
  // Only now: requests that are refused do harm, see `ask` in verdict/verify.ts.
  const readiness = askedOf(outputs.wanted);
  // An entry point shared with other deployments stays, and responds with an error status.
  const isAnswer = ({ status }: { status: number }) => isReady(readiness, status);
  const answers = await Promise.all(
    outputs.endpoints.map((url) =>
      get(`${url}${pathOf(readiness)}`, 1, readiness.readinessHeaders).then(isAnswer, () => false),
    ),
  );
  return answers.includes(true) ? "the endpoint still responds" : undefined;
}
