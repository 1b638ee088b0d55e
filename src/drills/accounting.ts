import type { Answer } from "../verdict/judge";
import type { Timeline } from "./result";
import { largest, percentile, smallest } from "./statistics";

/**
 * How a request was lost. `refused`: no connection. `reset`: the connection ended before the answer was complete.
 * `timedOut`: no answer in time. `status`: an answer that is none, such as a proxy's 503.
 */
export type LossKind = "refused" | "reset" | "timedOut" | "status";

/** Who answered: one process of one instance. */
export interface Answered {
  instance: string;
  version: string;
  digest: string | null;
  /** When its process began, ISO 8601; tells a restarted instance from the one before. */
  startedAt: string;
}

/** One request and what became of it. Times are milliseconds since 1970. */
export interface RequestRecord {
  /** When it was to be sent: latencies count from here, so that a stall is not hidden by requests sent late. */
  due: number;
  sent: number;
  ended: number;
  /** Sent on a connection that had been used before; otherwise on one of its own. */
  kept: boolean;
  outcome: { answer: Answered } | { loss: LossKind; detail: string };
}

export interface Totals {
  sent: number;
  answered: number;
  lost: number;
  byLoss: Partial<Record<LossKind, number>>;
  /** Of those lost, on kept connections. */
  lostOnKept: number;
  /** Milliseconds; null if nothing was answered. */
  p50: number | null;
  p99: number | null;
}

const isLoss = ({ outcome }: RequestRecord) => "loss" in outcome;

/** Adds up what became of the requests: each is either answered or lost. */
export function account(requests: RequestRecord[]): Totals {
  const lost = requests.filter(isLoss);
  const latencies = requests.filter((each) => !isLoss(each)).map(({ due, ended }) => ended - due);
  return {
    sent: requests.length,
    answered: latencies.length,
    lost: lost.length,
    byLoss: countBy(lost, ({ outcome }) => (outcome as { loss: LossKind }).loss),
    lostOnKept: lost.filter(({ kept }) => kept).length,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  };
}

/** E.g. "3 of 2000 requests were lost: 2 reset, 1 refused"; undefined if none was. */
export function describeLosses({ sent, lost, byLoss, lostOnKept }: Totals): string | undefined {
  if (!lost) return undefined;
  const words = {
    refused: "refused",
    reset: "reset",
    timedOut: "timed out",
    status: "answered with an error",
  };
  const kinds = Object.entries(byLoss).map(([kind, count]) => `${count} ${words[kind as LossKind]}`);
  return `${lost} of ${sent} requests were lost: ${kinds.join(", ")} (${lostOnKept} on kept connections)`;
}

/** What clients saw of the losses, e.g. "answered 502 ×48, ECONNRESET read ECONNRESET ×2"; undefined without any. */
export function causesOf(requests: RequestRecord[]): string | undefined {
  const details = requests.flatMap(({ outcome }) => ("loss" in outcome ? [outcome.detail] : []));
  const counts = Object.entries(countBy(details, (detail) => detail)).sort(([, a], [, b]) => b! - a!);
  return counts.map(([detail, count]) => `${detail} ×${count}`).join(", ") || undefined;
}

/** The requests by the second in which they were to be sent; seconds without any are left out. */
export function timelineOf(requests: RequestRecord[], start: number): Timeline["seconds"] {
  const bySecond = groupBy(requests, ({ due }) => Math.floor((due - start) / 1000));
  return [...bySecond.entries()]
    .sort(([a], [b]) => a - b)
    .map(([at, group]) => ({ at, answered: answeredBy(group), lost: account(group).byLoss }));
}

function answeredBy(requests: RequestRecord[]): Timeline["seconds"][number]["answered"] {
  const answers = requests.flatMap(({ outcome }) => ("answer" in outcome ? [outcome.answer] : []));
  const groups = groupBy(answers, ({ version, instance }) => `${version} ${instance}`);
  return [...groups.values()].map((group) => ({
    version: group[0]!.version,
    instance: group[0]!.instance,
    requests: group.length,
  }));
}

/** The longest time without an answer, in milliseconds, from the first request to the last. */
export function longestPause(requests: RequestRecord[]): number | null {
  if (!requests.length) return null;
  const answers = requests.filter((each) => !isLoss(each)).map(({ ended }) => ended);
  const dues = requests.map(({ due }) => due);
  const moments = [smallest(dues), ...answers.sort((a, b) => a - b), largest(dues)];
  return largest([0, ...moments.slice(1).map((moment, index) => moment - moments[index]!)]);
}

/** Seconds from the first answer of the new version to the last one of the old; 0 if they did not overlap. */
export function bothSeconds(requests: RequestRecord[], oldVersion: string, newVersion: string): number {
  const momentsOf = (wanted: string) =>
    requests.flatMap(({ outcome, ended }) =>
      "answer" in outcome && outcome.answer.version === wanted ? [ended] : [],
    );
  const from = smallest(momentsOf(newVersion));
  const to = largest(momentsOf(oldVersion));
  return Number.isFinite(from) && to > from ? Math.round(to - from) / 1000 : 0;
}

/** Milliseconds late from which a request counts as such. */
const LATE = 500;
/** The latest that a single one may be, in milliseconds: its wait would pass for the service's. */
const TOO_LATE = 1000;

/** The longest that a request was sent later than it was due, in milliseconds. */
export const worstDelay = (requests: RequestRecord[]): number =>
  Math.round(largest([0, ...requests.map(({ due, sent }) => sent - due)]));

/** Why the requests were no constant load, since the sender did not keep up; undefined if they were. */
export function unsteadiness(requests: RequestRecord[]): string | undefined {
  const late = requests.filter(({ due, sent }) => sent - due > LATE).length;
  const worst = worstDelay(requests);
  if (late <= requests.length / 100 && worst <= TOO_LATE) return undefined;
  return (
    `the sender fell behind: ${late} of ${requests.length} requests were sent more than ${LATE} ms late, ` +
    `the worst ${worst} ms; try a lower --rate`
  );
}

/** What the verdict is told of a request. */
export function toAnswer({ outcome }: RequestRecord): Answer {
  return "answer" in outcome ? outcome.answer : { error: outcome.detail };
}

function groupBy<T, Key>(items: T[], keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const countBy = <T, Key extends string>(items: T[], keyOf: (item: T) => Key) =>
  Object.fromEntries([...groupBy(items, keyOf)].map(([key, group]) => [key, group.length])) as Partial<
    Record<Key, number>
  >;
