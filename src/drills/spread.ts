import type { Instance } from "../orchestrators/engine";
import { haveOwnEndpoints } from "../program/outputs";
import { isOwn } from "../verdict/judge";
import { describeLosses } from "./accounting";
import { perNode, perZone } from "./placement";
import { type Finding, finding, NotSupported, type Procedure } from "./procedure";
import { Watch } from "./watch";
import type { Watched } from "./watched";

/** Requests per instance: enough to distinguish an uneven spread from chance. */
const REQUESTS = 250;

/** Sends requests on new connections through the shared endpoint or, where there are several such, through all in turn. */
export const spread: Procedure = async (site, conditions, report) => {
  const { wanted } = site.outputs;
  if (haveOwnEndpoints(site.outputs)) {
    throw new NotSupported(`no shared endpoint: ${site.orchestrator.concepts.endpoint}`);
  }
  const seconds = Math.ceil((REQUESTS * wanted.min) / conditions.rate);
  report(`sending requests for ${seconds} s`);
  const watched = await Watch.during(site, conditions, (watch) => watch.pause(seconds), {
    connections: "fresh",
  });
  const { requests, totals, timeline, facts, snapshots } = watched;
  const running = snapshots.at(-1)?.instances?.filter(({ state }) => state === "ready") ?? [];
  if (isOwn(wanted)) return unidentified(watched, running);
  const counts = new Map<string, number>();
  for (const { outcome } of requests) {
    if ("answer" in outcome)
      counts.set(outcome.answer.instance, (counts.get(outcome.answer.instance) ?? 0) + 1);
  }
  // An autoscaler may run more than the minimum.
  const instances = Math.max(wanted.min, counts.size);
  const shares = [...counts.values()].map((count) => (100 * count * instances) / totals.answered);
  const unseen = instances - counts.size;
  return finding(
    [unseen ? `${counts.size} of ${wanted.min} instances were reached` : undefined, describeLosses(totals)],
    {
      reached: counts.size,
      smallestShare: unseen > 0 ? 0 : Math.round(Math.min(...shares)),
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
    },
    {
      ...facts,
      ...placement(running),
      ...Object.fromEntries(
        [...counts].map(([instance, count]) => {
          const { node } = running.find(({ id }) => id === instance) ?? {};
          return [instance, `${count} requests${node ? `, on ${node}` : ""}`];
        }),
      ),
    },
    timeline,
  );
};

/** Where instances run, as far as the engine tells. */
const placement = (instances: Instance[]) => ({
  instancesPerNode: perNode(instances),
  instancesPerZone: perZone(instances),
});

/** What can be said of an image of one's own: whether requests are lost, but not which instances they reach. */
function unidentified({ totals, lostWithRetry, timeline, facts }: Watched, running: Instance[]): Finding {
  const metrics = {
    reached: null,
    smallestShare: null,
    lost: totals.lost,
    lostWithRetry,
    requests: totals.sent,
  };
  const found = finding([describeLosses(totals)], metrics, { ...facts, ...placement(running) }, timeline);
  if (found.verdict === "failed") return found;
  return {
    ...found,
    verdict: "not supported",
    reason: "only the sample image says which instance has answered; no request was lost",
  };
}
