import { setTimeout as sleep } from "node:timers/promises";
import { get } from "../common/http";
import { finding, type Procedure, secondsBetween } from "./procedure";
import { now } from "./sender";
import type { Site } from "./site";
import { saidBy } from "./watch";

/** From all instances to none, by the engine's word and by the endpoint's silence. */
export const remove: Procedure = async (site, conditions, report) => {
  const from = now();
  let gone: number | undefined;
  let ended = false;
  const removal = saidBy(site.remove(report)).finally(() => (ended = true));
  // Removing also forgets the stack: that takes time in which nothing is left any more.
  while (!ended) {
    const isGone = await nothingLeft(site);
    gone = isGone ? (gone ?? now()) : undefined;
    await sleep(conditions.lookSeconds * 1000);
  }
  const failure = await removal;
  const left = failure ?? ((await nothingLeft(site)) ? undefined : "the endpoint still answers");
  return finding([left], { seconds: left ? null : secondsBetween(from, gone ?? now()) });
};

async function nothingLeft({ outputs, orchestrator, probe }: Site): Promise<boolean> {
  const [instances, answers] = await Promise.all([
    // An engine may answer with an error for what it does not know any more.
    probe.reachable ? orchestrator.engine.instances(outputs.reference).catch(() => []) : [],
    Promise.all(outputs.endpoints.map((url) => get(`${url}/api/info`, 1).then(isAnswer, () => false))),
  ]);
  return !instances.length && !answers.includes(true);
}

/** A front door that other deployments share stays, and says that there is nothing behind it. */
const isAnswer = ({ status }: { status: number }) => status >= 200 && status < 300;
