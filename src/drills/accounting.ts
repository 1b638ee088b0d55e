import { groupBy } from "../common/groupBy";
import type { Answer } from "../verdict/judge";
import type { Timeline } from "./result";
import { largest, percentile, smallest } from "./statistics";

/**
 * How a request was lost. `refused`: no connection. `reset`: the connection ended before the response was complete.
 * `timedOut`: no response in time. `status`: an error status, such as a proxy's 503.
 */
export type LossKind = "refused" | "reset" | "timedOut" | "status";

/** Who answered: one process of one instance. */
export interface Answered {
  instance: string;
  version: string;
  digest: string | null;
  /** When its process started, in ISO 8601; distinguishes a restarted instance from its predecessor. */
  startedAt: string;
}

/** One request and its outcome. Times are in milliseconds since 1970. */
export interface RequestRecord {
  /** When it should be sent. Latencies count from here, so that requests sent late do not hide a stall. */
  due: number;
  sent: number;
  ended: number;
  /** Sent on a kept-alive connection; otherwise on a new one. */
  kept: boolean;
  outcome: Outcome;
  /** If it was lost and there was another endpoint: what became of it there. */
  retry?: { ended: number; outcome: Outcome };
}

export type Outcome = { answer: Answered } | Unidentified | { loss: LossKind; detail: string };

/** A response with this status, 2xx, that does not say who has answered. Only the sample says so. */
export interface Unidentified {
  status: number;
}

/** Counts and latencies of a set of requests. */
export interface Totals {
  sent: number;
  answered: number;
  lost: number;
  byLoss: Partial<Record<LossKind, number>>;
  /** Lost requests that were sent on kept-alive connections. */
  lostOnKept: number;
  /** Milliseconds; null if no request was answered. */
  p50: number | null;
  p99: number | null;
}

const isLoss = ({ outcome }: Pick<RequestRecord, "outcome">) => "loss" in outcome;

/** How many requests a client would have lost that sends each one that is lost once more, to the next endpoint. */
export const lostWithRetry = (requests: RequestRecord[]): number =>
  requests.filter((each) => isLoss(each) && (!each.retry || isLoss(each.retry))).length;

/** Totals of the requests. Each is either answered or lost. */
export function account(requests: RequestRecord[]): Totals {
  const lost = requests.filter(isLoss);
  const latencies = requests.filter((each) => !isLoss(each)).map(({ due, ended }) => ended - due);
  return {
    sent: requests.length,
    answered: latencies.length,
    lost: lost.length,
    byLoss: lossesIn(lost),
    lostOnKept: lost.filter(({ kept }) => kept).length,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  };
}

/** How many of the requests were lost, by kind. */
function lossesIn(requests: RequestRecord[]): Totals["byLoss"] {
  const kinds = requests.flatMap(({ outcome }) => ("loss" in outcome ? [outcome.loss] : []));
  return countBy(kinds, (kind) => kind);
}

/** E.g. "3 of 2000 requests were lost: 2 reset, 1 refused (2 on kept-alive connections)"; undefined if none was lost. */
export function describeLosses({ sent, lost, byLoss, lostOnKept }: Totals): string | undefined {
  if (!lost) return undefined;
  const words = {
    refused: "refused",
    reset: "reset",
    timedOut: "timed out",
    status: "returned an error status",
  };
  const kinds = Object.entries(byLoss).map(([kind, count]) => `${count} ${words[kind as LossKind]}`);
  return `${lost} of ${sent} requests were lost: ${kinds.join(", ")} (${lostOnKept} on kept-alive connections)`;
}

/** The losses as clients saw them, e.g. "status 502 ×48, ECONNRESET read ECONNRESET ×2"; undefined without any. */
export function causesOf(requests: RequestRecord[]): string | undefined {
  const details = requests.flatMap(({ outcome }) => ("loss" in outcome ? [outcome.detail] : []));
  const counts = Object.entries(countBy(details, (detail) => detail)).sort(([, a], [, b]) => b! - a!);
  return counts.map(([detail, count]) => `${detail} ×${count}`).join(", ") || undefined;
}

/** The requests by the second in which they were due; seconds without requests are omitted. */
export function timelineOf(requests: RequestRecord[], start: number): Timeline["seconds"] {
  const bySecond = groupBy(requests, ({ due }) => Math.floor((due - start) / 1000));
  return [...bySecond.entries()]
    .sort(([a], [b]) => a - b)
    .map(([at, group]) => ({ at, answered: answeredBy(group), lost: lossesIn(group) }));
}

const UNKNOWN = { version: null, instance: null };

function answeredBy(requests: RequestRecord[]): Timeline["seconds"][number]["answered"] {
  const answers = requests
    .filter((each) => !isLoss(each))
    .map(({ outcome }) => ("answer" in outcome ? outcome.answer : UNKNOWN));
  const groups = groupBy(answers, ({ version, instance }) => `${version} ${instance}`);
  return [...groups.values()].map((group) => ({
    version: group[0]!.version,
    instance: group[0]!.instance,
    requests: group.length,
  }));
}

/** The longest time without a response, in milliseconds, between the first request and the last; null without requests. */
export function longestPause(requests: RequestRecord[]): number | null {
  if (!requests.length) return null;
  const answers = requests.filter((each) => !isLoss(each)).map(({ ended }) => ended);
  const dues = requests.map(({ due }) => due);
  const moments = [smallest(dues), ...answers.sort((a, b) => a - b), largest(dues)];
  return largest([0, ...moments.slice(1).map((moment, index) => moment - moments[index]!)]);
}

/** Seconds from the new version's first response to the old version's last one; 0 if they did not overlap. */
export function bothSeconds(requests: RequestRecord[], oldVersion: string, newVersion: string): number {
  const momentsOf = (wanted: string) =>
    requests.flatMap(({ outcome, ended }) =>
      "answer" in outcome && outcome.answer.version === wanted ? [ended] : [],
    );
  const from = smallest(momentsOf(newVersion));
  const to = largest(momentsOf(oldVersion));
  return Number.isFinite(from) && to > from ? Math.round(to - from) / 1000 : 0;
}

/** Milliseconds of delay above which a request counts as sent late. */
const LATE = 500;
/** Milliseconds that any single request may be delayed: a longer wait would look like the service's own. */
const TOO_LATE = 1000;

/** The longest delay from when a request was due until it was sent, in milliseconds. */
export const worstDelay = (requests: RequestRecord[]): number =>
  Math.round(largest([0, ...requests.map(({ due, sent }) => sent - due)]));

/**
 * Why the load was not constant, if the sender did not keep up, and what was lost nevertheless; undefined if it did keep up.
 */
export function unsteadiness(requests: RequestRecord[]): string | undefined {
  const late = requests.filter(({ due, sent }) => sent - due > LATE).length;
  const worst = worstDelay(requests);
  if (late <= requests.length / 100 && worst <= TOO_LATE) return undefined;
  return (
    `the sender fell behind: ${late} of ${requests.length} requests were sent more than ${LATE} ms late, ` +
    `at worst ${worst} ms; ${describeLosses(account(requests)) ?? "none was lost"}; try a lower --rate`
  );
}

/** A request's outcome in the form that the verdict judges. */
export function toAnswer({ outcome }: RequestRecord): Answer {
  if ("loss" in outcome) return { error: outcome.detail };
  return "answer" in outcome ? outcome.answer : outcome;
}

const countBy = <T, Key extends string>(items: T[], keyOf: (item: T) => Key) =>
  Object.fromEntries([...groupBy(items, keyOf)].map(([key, group]) => [key, group.length])) as Partial<
    Record<Key, number>
  >;
