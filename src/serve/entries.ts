import type { InstanceChange, Timeline } from "../drills/result";
import { lostIn, versionsOf } from "../visuals/layers";
import type { Entry } from "./state";

/** What happened in a run, and who noticed it: the drill itself, the engine, or the clients that sent the requests. */
export const entriesOf = (timeline: Timeline): Entry[] =>
  [
    ...timeline.events.map(({ at, what }): Entry => ({ at, what, tone: "neutral" })),
    ...noticedByEngine(timeline),
    ...noticedByClients(timeline),
  ].sort((a, b) => a.at - b.at);

/** What changed after the engine's first report. */
function noticedByEngine({ instances = [] }: Timeline): Entry[] {
  return instances
    .filter(({ at }) => at > instances[0]!.at)
    .map(({ at, id, state, node }) => ({
      at,
      what: `engine: ${id} ${WORDS[state]}${node ? `, on ${node}` : ""}`,
      tone: state === "failed" || state === "unready" ? "bad" : "neutral",
    }));
}

const WORDS: Record<InstanceChange["state"], string> = {
  starting: "is starting",
  ready: "is ready",
  unready: "is not ready",
  stopping: "is stopping",
  failed: "has failed",
  gone: "is gone",
};

/** When requests began and ceased to be lost, and when each new version first responded; by the second. */
function noticedByClients({ seconds }: Pick<Timeline, "seconds">): Entry[] {
  const losses = seconds.flatMap((second, index): Entry[] => {
    const [before, now] = [lostIn(seconds[index - 1] ?? { lost: {} }), lostIn(second)];
    if (!before === !now) return [];
    return now
      ? [{ at: second.at + 1, what: "clients: requests are lost", tone: "bad" }]
      : [{ at: second.at + 1, what: "clients: no more requests are lost", tone: "good" }];
  });
  const versions = versionsOf({ seconds })
    .slice(1)
    .map((version): Entry => {
      const first = seconds.find(({ answered }) => answered.some((each) => each.version === version))!;
      return { at: first.at + 1, what: `clients: ${version} responds`, tone: "neutral" };
    });
  return [...losses, ...versions];
}
