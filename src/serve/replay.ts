import { NODE_EVENTS } from "../drills/nodeEvents";
import type { InstanceChange, Timeline } from "../drills/result";
import { answeredIn, lostIn } from "../visuals/layers";
import {
  type ColumnState,
  type Entry,
  type LastDrill,
  type LiveInstance,
  type LiveNode,
  SPAN,
} from "./state";

// The page itself computes what was at a moment, so this file imports nothing of Node.js.

/** One orchestrator's run of a drill. */
export interface Part extends Pick<ColumnState, "name" | "title" | "engine"> {
  timeline: Timeline;
  /** The cluster's machines when the session began. */
  nodes: Pick<LiveNode, "name" | "zone">[];
  /** Everything that happened, in chronological order. */
  entries: Entry[];
  outcome: LastDrill;
  /** When it ended. */
  to: number;
}

/** One run of a drill on each orchestrator, aligned at their starts. Moments are seconds since then. */
export interface Chapter {
  title: string;
  /** What the drill finds out, as a learner's question. */
  question: string;
  /** When the last of them ended. */
  to: number;
  parts: Part[];
  /** The runs of which nothing was recorded that could be shown. */
  others: Omit<LastDrill, "findings" | "facts">[];
}

/** A session that the page replays. */
export interface Recording {
  /** When, where, and with which version it was recorded. */
  about: string;
  /** Requests per second to each deployment. */
  rate: number;
  /** How many times as fast as it happened it is played at first. */
  speed: number;
  chapters: Chapter[];
}

/**
 * What a column shows at a moment of a run; after its end, what there was then.
 * @param moment in seconds since the run's start.
 */
export function columnAt(part: Part, moment: number): ColumnState {
  const { name, title, engine, timeline, nodes, entries, outcome, to } = part;
  const { events } = timeline;
  const at = Math.min(moment, to);
  const seconds = timeline.seconds.filter((second) => second.at + 1 <= at);
  const begin = Math.floor(at) - SPAN;
  return {
    name,
    title,
    ...(engine && { engine }),
    instances: instancesAt(timeline, at),
    nodes: nodes.map((node) => ({ ...node, state: stateAt(events, node.name, at) })),
    seconds: seconds.filter((each) => each.at >= begin).map((each) => ({ ...each, at: each.at - begin })),
    sent: sum(seconds.map((each) => answeredIn(each) + lostIn(each))),
    lost: sum(seconds.map(lostIn)),
    ...(moment < to
      ? { doing: { progress: events.findLast((event) => event.at <= at)?.what ?? "under load, unchanged" } }
      : { last: outcome }),
    entries: entries.filter((entry) => entry.at <= at).reverse(),
  };
}

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

/** What the engine reported, with the responses of the latest whole second; without it, the instances that responded. */
function instancesAt({ instances, seconds }: Timeline, moment: number): LiveInstance[] {
  // The last second is not a whole one: requests ended within it.
  const responding = respondingIn(seconds.slice(0, -1).findLast(({ at }) => at + 1 <= moment));
  if (!instances) return [...responding].map(([id, found]) => ({ id, state: "answering", ...found }));
  const isNamed = seconds.some(({ answered }) =>
    answered.some(({ instance }) => instances.some(({ id }) => id === instance)),
  );
  return changedBy(instances, moment).map(({ at: _at, id, state, ...others }) => ({
    id,
    state: state as Exclude<typeof state, "gone">,
    ...others,
    ...(isNamed && { requests: 0, ...responding.get(id) }),
  }));
}

/** The latest change of each instance that is not gone. What the engine reported first, it would have before. */
function changedBy(changes: InstanceChange[], moment: number): InstanceChange[] {
  const latest = new Map<string, InstanceChange>();
  for (const change of changes) {
    if (change.at > Math.max(moment, changes[0]!.at)) break;
    if (change.state === "gone") latest.delete(change.id);
    else latest.set(change.id, change);
  }
  return [...latest.values()];
}

/** The instances that say who they are. */
function respondingIn(second?: Timeline["seconds"][number]) {
  const found = new Map<string, { version?: string; requests: number }>();
  for (const { instance, version, requests } of second?.answered ?? []) {
    if (instance === null) continue;
    const before = found.get(instance)?.requests ?? 0;
    found.set(instance, { ...(version !== null && { version }), requests: before + requests });
  }
  return found;
}

/** What a node was, as the drill that took it knows. */
function stateAt(events: Timeline["events"], node: string, moment: number): LiveNode["state"] {
  const states = ["ready", "draining", "down"] as const;
  const last = events
    .filter(({ at }) => at <= moment)
    .flatMap(({ what }) => states.find((state) => what === `${node} ${NODE_EVENTS[state]}`) ?? []);
  return last.at(-1) ?? "ready";
}

/** Where the replay is. */
export interface Place {
  /** Index into the chapters. */
  chapter: number;
  /** Seconds since the chapter's start. */
  moment: number;
}

/** The beginning of a chapter. */
export const beginningOf = (chapter: number): Place => ({ chapter, moment: 0 });

/**
 * Where the replay is some seconds later: chapters are played one after the other.
 * @param rest seconds for which a chapter's end is shown before the next one begins.
 */
export function onward(
  chapters: Chapter[],
  { chapter, moment }: Place,
  seconds: number,
  rest: number,
): Place {
  const { to } = chapters[chapter]!;
  const later = moment + seconds;
  if (chapter === chapters.length - 1) return { chapter, moment: Math.min(later, to) };
  return later < to + rest ? { chapter, moment: later } : beginningOf(chapter + 1);
}
