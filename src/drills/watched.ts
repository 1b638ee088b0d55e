import type { Wanted } from "../program/deployment";
import type { Instance } from "../orchestrators/engine";
import { isOwn } from "../verdict/judge";
import {
  account,
  causesOf,
  lostWithRetry,
  timelineOf,
  type Totals,
  unsteadiness,
  worstDelay,
} from "./accounting";
import { changesIn } from "./changes";
import type { EngineWatch, NodesSeen } from "./engineWatch";
import { before, heldSince, only, type Seen, withoutNames, withReady } from "./moments";
import type { Conditions } from "./procedure";
import type { Timeline } from "./result";

/** Which instances count; by default all. */
export type Counts = (instance: Instance) => boolean;

/** What was observed of a deployment under load, from start to end. */
export interface Watched extends Seen {
  nodesSeen: NodesSeen[];
  totals: Totals;
  /** Requests that a client would have lost that retries at the next endpoint; null if there was not always another one. */
  lostWithRetry: number | null;
  /** How well the rate was kept, and the losses as clients saw them. */
  facts: { sentLate: string; losses: string | undefined };
  timeline: Timeline;
  /** When the deployment began to stay as wanted, until the end or until `to`; see `heldSince`. */
  heldSince(wanted: Wanted, from: number, to?: number, counts?: Counts): number;
}

/** What a watch has recorded; moments are milliseconds since 1970. */
interface Recorded {
  begin: number;
  events: { moment: number; what: string }[];
  requests: Seen["requests"];
  engine: EngineWatch;
  /** What was wanted in the end. */
  wanted: Wanted;
  conditions: Conditions;
  hasAlternatives: boolean;
  isCrowd: boolean;
}

/** @throws Error if the load was not constant. */
export function watchedOf(recorded: Recorded): Watched {
  const { begin, events, requests, conditions, engine } = recorded;
  const { snapshots, nodesSeen } = engine;
  const problem = unsteadiness(requests);
  if (problem) throw new Error(problem);
  const seen = { snapshots, requests };
  return {
    ...seen,
    nodesSeen,
    totals: account(requests),
    lostWithRetry: recorded.hasAlternatives ? lostWithRetry(requests) : null,
    facts: { sentLate: `at most ${worstDelay(requests)} ms`, losses: causesOf(requests) },
    timeline: {
      events: events.map(({ moment, what }) => ({ at: Math.round(moment - begin) / 1000, what })),
      seconds: secondsOf(recorded),
      ...(snapshots.length && { instances: changesIn(snapshots, begin, isOwn(recorded.wanted)) }),
    },
    heldSince: (wanted, from, to = Infinity, counts = () => true) =>
      heldSince(only(counts, before(seen, to)), wanted, from, windowSeconds(wanted, conditions) * 1000),
  };
}

/** Responses of the sample count its instances better than the engine: they show which of them get requests. */
function secondsOf({ requests, begin, engine, isCrowd, wanted }: Recorded): Timeline["seconds"] {
  const seconds = timelineOf(requests, begin);
  const counted = () => withReady(seconds, engine.snapshots, begin);
  if (isCrowd) return withoutNames(counted());
  return isOwn(wanted) ? counted() : seconds;
}

/** Seconds within which every instance responds: with 16 requests per instance, hardly ever does one get none. */
export const windowSeconds = ({ min }: Wanted, { rate, settleSeconds }: Conditions) =>
  Math.max(settleSeconds / 2, (16 * min) / rate);
