import { describeLosses } from "./accounting";
import { finding, NotSupported, type Procedure } from "./procedure";
import { Watch } from "./watch";

/** Requests for each instance, so that an uneven spread is told from chance. */
const REQUESTS = 250;

/** Requests on connections of their own, through the one endpoint. */
export const spread: Procedure = async (site, conditions, report) => {
  const { endpoints, wanted } = site.outputs;
  if (endpoints.length > 1) {
    throw new NotSupported(`there is no shared endpoint: ${site.orchestrator.concepts.endpoint}`);
  }
  const seconds = Math.ceil((REQUESTS * wanted.replicas) / conditions.rate);
  report(`asking for ${seconds} s`);
  const { requests, totals, timeline, facts } = await Watch.during(
    site,
    conditions,
    (watch) => watch.pause(seconds),
    { connections: "fresh" },
  );
  const counts = new Map<string, number>();
  for (const { outcome } of requests) {
    if ("answer" in outcome)
      counts.set(outcome.answer.instance, (counts.get(outcome.answer.instance) ?? 0) + 1);
  }
  // An autoscaler may have chosen more than the fewest that are wanted.
  const instances = Math.max(wanted.replicas, counts.size);
  const shares = [...counts.values()].map((count) => (100 * count * instances) / totals.answered);
  const unseen = instances - counts.size;
  return finding(
    [
      unseen ? `${counts.size} of ${wanted.replicas} instances were reached` : undefined,
      describeLosses(totals),
    ],
    {
      reached: counts.size,
      smallestShare: unseen > 0 ? 0 : Math.round(Math.min(...shares)),
      lost: totals.lost,
      requests: totals.sent,
    },
    {
      ...facts,
      ...Object.fromEntries([...counts].map(([instance, count]) => [instance, `${count} requests`])),
    },
    timeline,
  );
};
