import { setTimeout as sleep } from "node:timers/promises";
import { get } from "../common/http";
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
    const isGone = await nothingLeft(site);
    gone = isGone ? (gone ?? now()) : undefined;
    await sleep(conditions.lookSeconds * 1000);
  }
  const failure = await removal;
  const left = failure ?? ((await nothingLeft(site)) ? undefined : "the endpoint still responds");
  return finding([left], { seconds: left ? null : secondsBetween(from, gone ?? now()) });
};

async function nothingLeft({ outputs, engine, probe }: Site): Promise<boolean> {
  const [instances, answers] = await Promise.all([
    // Some engines return an error for what no longer exists.
    probe.reachable ? engine.instances(outputs.reference).catch(() => []) : [],
    Promise.all(outputs.endpoints.map((url) => get(`${url}/api/info`, 1).then(isAnswer, () => false))),
  ]);
  return !instances.length && !answers.includes(true);
}

/** An entry point shared with other deployments stays, and responds with an error status. */
const isAnswer = ({ status }: { status: number }) => status >= 200 && status < 300;
