import { now } from "./sender";
import { describeLosses } from "./accounting";
import { NODE_EVENTS } from "./nodeEvents";
import { chooseNode, instancesOn } from "./nodes";
import { perNode } from "./placement";
import { finding, NotSupported, type Procedure, requireEngine, secondsBetween } from "./procedure";
import type { Site } from "./site";
import { smallest } from "./statistics";
import { Watch } from "./watch";

/** Empties one node through the engine's own API, as before maintenance, and gives it back. */
export const drain: Procedure = async (site, conditions, report) => {
  const { engine, outputs } = site;
  const { wanted, reference, connection } = outputs;
  requireEngine(site);
  requireDrain(site, conditions.node);
  const node = await chooseNode(site, conditions, report);
  let problems: string[] = [];
  let said = "";
  let from = 0;
  let to = 0;

  const watched = await Watch.during(
    site,
    conditions,
    async (watch) => {
      from = watch.mark(`${node} ${NODE_EVENTS.draining}`);
      await site.takeNode({ how: "drained", node, connection }, async () => {
        const limits = { seconds: conditions.patienceSeconds, stop: conditions.stop };
        said = await engine.drain!(reference, node, limits);
      });
      report(`${node} is drained: waiting until all instances run on other nodes`);
      problems = await watch.untilHeld(wanted, ({ snapshots }) => {
        const { instances } = snapshots.at(-1) ?? {};
        if (!instances) return "the engine does not say which instances there are";
        const left = instancesOn(node, instances).length;
        return left ? `${left} instances are still on ${node}` : undefined;
      });
      if (!problems.length) watch.mark("all instances run on other nodes");
      to = now();
      await site.giveNodeBack(report);
      watch.mark(`${node} ${NODE_EVENTS.ready}`);
      await watch.pause(conditions.settleSeconds);
    },
    { nodes: true },
  );

  const { totals, timeline, snapshots, nodesSeen } = watched;
  const during = snapshots.filter(({ asked, at, instances }) => instances && asked >= from && at <= to);
  const lastThere = during.findLast(({ instances }) => instancesOn(node, instances!).length)?.at ?? from;
  const fewestReady = smallest(
    during.map(({ instances }) => instances!.filter(({ state }) => state === "ready").length),
  );
  return finding(
    [...problems, describeLosses(totals)],
    {
      seconds: problems.length
        ? null
        : secondsBetween(from, Math.max(lastThere, watched.heldSince(wanted, from, to))),
      fewestReady: Number.isFinite(fewestReady) ? fewestReady : null,
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
    },
    {
      node,
      drained: said,
      budget: budgetOf(wanted.min, fewestReady),
      spread: perNode(snapshots.at(-1)?.instances ?? [], nodesSeen.at(-1)?.nodes),
      ...watched.facts,
    },
    timeline,
  );
};

/** @throws NotSupported if no node of the engine can be drained, or not without asking. */
function requireDrain({ orchestrator, probe }: Site, named: string | undefined): void {
  const { drains, concepts } = orchestrator;
  if (!drains) throw new NotSupported(`a node cannot be drained: ${concepts.drain}`);
  const isOwn = probe.reachable && probe.local;
  if (drains === "everything" && named === undefined && !isOwn)
    throw new NotSupported(
      "whatever runs on the node would move, and the cluster is not known to be this machine's: name a node with --node",
    );
}

/** Whether no more than one instance was missing at a time, which is what a deployment's disruption budget promises. */
function budgetOf(wanted: number, fewest: number): string | undefined {
  if (!Number.isFinite(fewest)) return undefined;
  return fewest >= wanted - 1
    ? "held: at most one instance was missing at a time"
    : `not held: ${wanted - fewest} instances were missing at once`;
}
