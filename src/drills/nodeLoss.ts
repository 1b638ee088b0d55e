import { containerOfNode, killNode } from "../engines/nodes";
import type { Progress } from "../common/progress";
import type { Instance } from "../orchestrators/engine";
import { describeLosses } from "./accounting";
import { lastLossAfter, ranTwiceUntil } from "./aftermath";
import { commandFor, run } from "./nodeCommand";
import { NODE_EVENTS } from "./nodeEvents";
import { chooseNode } from "./nodes";
import { perNode } from "./placement";
import {
  type Conditions,
  finding,
  NotSupported,
  type Procedure,
  requireEngine,
  secondsBetween,
} from "./procedure";
import { now } from "./sender";
import type { Site } from "./site";
import type { TakenNode } from "./takenNodes";
import { Watch } from "./watch";

/** Loses one node under load, as in a power failure, waits until the others have replaced it, and brings it back. */
export const nodeLoss: Procedure = async (site, conditions, report) => {
  const { wanted } = site.outputs;
  const { nodePatienceSeconds: seconds } = conditions;
  requireEngine(site);
  const node = await chooseNode(site, conditions, report);
  const { taken, stop } = await wayToLose(site, node, conditions);
  const isElsewhere = (instance: Instance) => instance.node !== node;
  let problems: string[] = [];
  let later: string[] = [];
  let from = 0;
  let back = 0;

  const watched = await Watch.during(
    site,
    conditions,
    async (watch) => {
      from = watch.mark(`${node} ${NODE_EVENTS.down}`);
      await site.takeNode(taken, stop);
      const tell = inTens(report, from);
      problems = await watch.untilHeld(
        wanted,
        ({ snapshots }) => {
          const { instances } = snapshots.at(-1) ?? {};
          const count = instances?.filter((each) => isElsewhere(each) && each.state === "ready").length;
          tell(
            `${node} is lost: ${count ?? "unknown how many"} of ${wanted.min} instances are ready on other nodes`,
          );
          return instances ? undefined : "the engine does not say which instances there are";
        },
        { seconds, counts: isElsewhere },
      );
      if (!problems.length) watch.mark("full strength on the other nodes");
      back = watch.mark(`${node} comes back`);
      await site.giveNodeBack(report);
      report(`${node} is back: waiting until the engine has it again`);
      later = await watch.untilHeld(
        wanted,
        ({ nodesSeen }) => (stateOf(node, nodesSeen.at(-1)) === "ready" ? undefined : `${node} is not ready`),
        { seconds },
      );
      if (!later.length) watch.mark(`${node} ${NODE_EVENTS.ready}`);
    },
    { nodes: true },
  );

  const { totals, timeline, nodesSeen, snapshots, requests } = watched;
  const noticed = nodesSeen.find((seen) => seen.asked >= from && stateOf(node, seen) !== "ready")?.at;
  const recovered = watched.heldSince(wanted, from, back, isElsewhere);
  const spreadAt = (moment: number) =>
    perNode(
      snapshots.findLast(({ at, instances }) => at < moment && instances)?.instances ?? [],
      nodesSeen.findLast(({ at }) => at < moment)?.nodes,
    );
  return finding(
    [...problems, ...later.map((problem) => `after its return: ${problem}`)],
    {
      noticedSeconds: secondsBetween(from, noticed),
      lostSeconds: secondsBetween(from, lastLossAfter(requests, from, back) ?? from),
      recoveredSeconds: problems.length ? null : secondsBetween(from, recovered),
      lost: totals.lost,
      lostWithRetry: watched.lostWithRetry,
      requests: totals.sent,
      twiceSeconds: problems.length
        ? null
        : secondsBetween(back, ranTwiceUntil({ snapshots, requests }, wanted, { from, recovered, back })),
    },
    {
      node,
      lostHow: describeLosses(totals),
      spreadBefore: spreadAt(from),
      spreadWithout: spreadAt(back),
      spreadAfter: spreadAt(Infinity),
      ...watched.facts,
    },
    timeline,
  );
};

/**
 * How a node is lost: by the user's commands, or by Docker if Podium itself has started it there.
 * @throws NotSupported if there is neither: nobody's machine is stopped unasked.
 */
async function wayToLose(
  { name }: Site,
  node: string,
  { nodeCommands }: Conditions,
): Promise<{ taken: TakenNode; stop: () => Promise<void> }> {
  if (nodeCommands) {
    const start = commandFor(nodeCommands.start, node);
    return { taken: { how: "stopped", node, start }, stop: () => run(commandFor(nodeCommands.stop, node)) };
  }
  const container = await containerOfNode(name, node);
  if (container) return { taken: { how: "killed", node, container }, stop: () => killNode(container) };
  throw new NotSupported(
    "Podium stops no machine that it has not started itself: --stop-node and --start-node say how, see docs/drills.md#nodes",
  );
}

/** What the engine said of a node; `down` also if it no longer lists it. */
const stateOf = (node: string, seen: Watch["nodesSeen"][number] | undefined) =>
  seen?.nodes.find(({ name }) => name === node)?.state ?? "down";

/** Reports progress every ten seconds, with the time since `from`: some engines take minutes. */
function inTens(report: Progress, from: number): Progress {
  let last = -1;
  return (progress) => {
    const tens = Math.floor((now() - from) / 10_000);
    if (tens === last) return;
    last = tens;
    report(`${progress}, after ${tens * 10} s`);
  };
}
