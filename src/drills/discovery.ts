import { get } from "../common/http";
import { pause } from "../common/pause";
import type { Instance } from "../orchestrators/engine";
import { isNoticed } from "./moments";
import {
  type Conditions,
  exactly,
  finding,
  NotSupported,
  type Procedure,
  requireEngine,
  requireFixedNumber,
  secondsBetween,
  victimOf,
} from "./procedure";
import { now } from "./sender";
import { Watch } from "./watch";

/** The response of `/peers`: what one instance finds under the service's name, and which of those respond. */
interface Peers {
  source: string | null;
  peers: { address: string; instance: string | null; ok: boolean }[];
  error?: string;
}

/** What an instance, chosen by the endpoint, found at one moment. */
export interface Look extends Peers {
  /** When it was queried, in milliseconds since 1970. */
  asked: number;
}

/** Checks that instances find each other by name, then adds one and kills one. */
export const discovery: Procedure = async (site, conditions, report) => {
  requireEngine(site);
  requireFixedNumber(site);
  const { wanted, reference, endpoints } = site.outputs;
  const { engine } = site;
  const { concepts } = site.orchestrator;
  const first = await untilFound(endpoints[0]!, wanted.min, conditions);
  if (first.source === null) throw new NotSupported(`no discovery by name: ${concepts.discovery}`);
  const found = answering(first).size;
  const facts = { source: first.source };
  if (found < wanted.min) {
    const reason = `${found} of ${wanted.min} instances were found by name`;
    return finding(
      [first.error ? `${reason}: ${first.error}` : reason],
      { found, newSeconds: null, goneSeconds: null },
      facts,
    );
  }

  const grown = exactly(wanted, wanted.min + 1);
  const looks: Look[] = [];
  let problems: string[] = [];
  let isFoundAt: number | undefined;
  let killed: number | undefined;
  let victims: Instance[] = [];
  const watched = await Watch.during(site, conditions, async (watch) => {
    const end = new AbortController();
    const looking = keepLooking(endpoints[0]!, conditions.lookSeconds, looks, end.signal);
    try {
      await site.configure({ replicas: grown.min });
      watch.mark("one more instance requested");
      const failure = await watch.up(report);
      problems = failure ? [`Pulumi: ${failure}`] : await watch.untilHeld(grown);
      if (problems.length) return;
      report("waiting until the new instance is found");
      await watch.until(() => foundSince(looks, grown.min) !== undefined);
      // A query still in progress may already show what happens next.
      isFoundAt = foundSince(looks, grown.min);
      if (isFoundAt === undefined) problems = ["the new instance was not found"];
      const victim = await victimOf(site, watch.ready);
      victims = [victim];
      killed = watch.mark(`${victim.id} is killed`);
      await engine.kill(reference, victim.id);
      report("waiting until the dead instance is forgotten");
      const isKnown = () => watch.snapshots.some((each) => each.asked >= killed! && isNoticed(victims, each));
      await watch.until(() => isKnown() && forgottenAt(looks, killed!) !== undefined);
      problems.push(
        ...(await watch.untilHeld(grown, () =>
          isKnown() ? undefined : "dead instance not detected by the engine",
        )),
      );
    } finally {
      end.abort();
      await looking;
    }
  });

  const isReadyAt = watched.snapshots.find(
    ({ instances = [] }) => instances.filter(({ state }) => state === "ready").length >= grown.min,
  )?.at;
  const forgotten = killed === undefined ? undefined : forgottenAt(looks, killed);
  if (killed !== undefined && forgotten === undefined) problems.push("the dead instance was not forgotten");
  return finding(
    problems,
    {
      found,
      // It may be found before it is ready.
      newSeconds: isReadyAt && isFoundAt ? secondsBetween(isReadyAt, Math.max(isReadyAt, isFoundAt)) : null,
      goneSeconds: killed === undefined ? null : secondsBetween(killed, forgotten),
    },
    facts,
    watched.timeline,
  );
};

const answering = ({ peers }: Peers) => new Set(peers.flatMap(({ ok, instance }) => (ok ? [instance] : [])));

/** The time from which every look found at least `count` instances; undefined if the last one did not. */
export function foundSince(looks: Look[], count: number): number | undefined {
  const lastMiss = looks.findLastIndex((each) => answering(each).size < count);
  return looks[lastMiss + 1]?.asked;
}

/**
 * The time from which no look found a dead instance; undefined if the last one did. Only addresses known before the kill
 * count, because an instance that is still starting may be found as well.
 */
export function forgottenAt(looks: Look[], killed: number): number | undefined {
  const known = new Set(
    looks.filter(({ asked }) => asked < killed).flatMap(({ peers }) => peers.map(({ address }) => address)),
  );
  const after = looks.filter(({ asked }) => asked >= killed);
  const isDead = ({ peers }: Look) => peers.some(({ ok, address }) => !ok && known.has(address));
  const lastDead = after.findLastIndex(isDead);
  return lastDead === -1 ? killed : after[lastDead + 1]?.asked;
}

/** Gives up soon: instances that have been running for a while should have found each other. */
async function untilFound(
  endpoint: string,
  count: number,
  { settleSeconds, lookSeconds }: Conditions,
): Promise<Peers> {
  const deadline = now() + 2 * settleSeconds * 1000;
  for (;;) {
    const peers = await ask(endpoint);
    if (answering(peers).size >= count || peers.source === null || now() > deadline) return peers;
    await pause(lookSeconds);
  }
}

/** Queries `/peers` until `end`. Lost requests are ignored: they do not show who finds whom. */
async function keepLooking(endpoint: string, lookSeconds: number, looks: Look[], end: AbortSignal) {
  while (!end.aborted) {
    const asked = now();
    const peers = await ask(endpoint).catch(() => undefined);
    if (peers) looks.push({ asked, ...peers });
    await pause(lookSeconds, end);
  }
}

async function ask(endpoint: string): Promise<Peers> {
  const { status, body } = await get(`${endpoint}/peers`);
  if (status !== 200) throw new Error(`/peers returned status ${status}`);
  return JSON.parse(body) as Peers;
}
