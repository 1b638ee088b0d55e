import type { Wanted } from "../program/deployment";
import type { Instance, Rollout } from "../orchestrators/engine";
import { digestOf, isOwn, judgeInstances } from "../verdict/judge";
import type { Answered, RequestRecord } from "./accounting";
import type { Timeline } from "./result";
import { largest } from "./statistics";

/** What the engine reported at one moment. */
export interface Snapshot {
  /** When it was queried, in milliseconds since 1970. */
  asked: number;
  /** When it had responded. */
  at: number;
  /** Undefined if the query failed. */
  instances?: Instance[];
  /** Only if the drill asks for it. */
  rollout?: Rollout;
}

/** What was observed during a run, in chronological order. */
export interface Seen {
  snapshots: Snapshot[];
  requests: RequestRecord[];
}

/** What had been observed by a moment, in milliseconds since 1970. */
export const before = ({ snapshots, requests }: Seen, moment: number): Seen => ({
  snapshots: snapshots.filter(({ at }) => at < moment),
  requests: requests.filter(({ due }) => due < moment),
});

/** The same, of those instances only that count. */
export const only = (counts: (instance: Instance) => boolean, { snapshots, requests }: Seen): Seen => ({
  snapshots: snapshots.map((each) => ({ ...each, instances: each.instances?.filter(counts) })),
  requests,
});

const isReady = (instances: Instance[] | undefined, id: string) =>
  instances?.find((each) => each.id === id && each.state === "ready");

/**
 * Whether the engine no longer reports all of `before` as ready: one is gone, not ready, or a different process under the
 * same id.
 * @param before instances that were ready.
 */
export function isNoticed(before: Instance[], { instances }: Snapshot): boolean {
  if (!instances) return false;
  return before.some(({ id, startedAt }) => {
    const now = isReady(instances, id);
    return !now || now.startedAt !== startedAt;
  });
}

/** When the engine first reported a change to one of `before`; undefined if it never did. */
export function noticedAt(snapshots: Snapshot[], before: Instance[], from: number): number | undefined {
  return snapshots.find((each) => each.asked >= from && isNoticed(before, each))?.at;
}

/**
 * When the engine had more than so many instances ready and a process other than those that were known had responded;
 * undefined if that never happened.
 */
export function addedAt(
  { snapshots, requests }: Seen,
  instances: number,
  known: Set<string>,
  from: number,
): number | undefined {
  const isMore = ({ instances: all = [] }: Snapshot) =>
    all.filter(({ state }) => state === "ready").length > instances;
  const ready = snapshots.find((each) => each.asked >= from && isMore(each))?.at;
  const answer = requests.find(
    ({ due, outcome }) => due >= from && "answer" in outcome && !known.has(processOf(outcome.answer)),
  )?.ended;
  return ready === undefined || answer === undefined ? undefined : Math.max(ready, answer);
}

/** When the engine first reported that the update failed; undefined if it never did. */
export function failureToldAt(snapshots: Snapshot[], from: number): number | undefined {
  const isFailure = ({ rollout }: Snapshot) =>
    rollout?.state === "failed" || rollout?.state === "rolled-back";
  return snapshots.find((each) => each.asked >= from && isFailure(each))?.at;
}

/**
 * The first moment from which the deployment was as wanted until the end: the engine reported it, every request was
 * answered as wanted, and every process that was responding at the end had responded at least once.
 * @param from nothing before this moment counts, in milliseconds since 1970.
 * @param window milliseconds within which every running process responds.
 */
export function heldSince(
  { snapshots, requests }: Seen,
  wanted: Wanted,
  from: number,
  window = 1000,
): number {
  const lastBad = snapshots.findLast(
    ({ at, instances }) => at >= from && instances && judgeInstances(wanted, instances).length > 0,
  );
  const engine = snapshots.find(({ asked }) => asked >= (lastBad?.at ?? from))?.at;
  const lastWrong = requests.findLast((each) => each.due >= from && !isAsWanted(each, wanted))?.due;
  const moments = [from, lastBad ? engine : undefined, lastWrong, ...firstAnswers(requests, from, window)];
  return largest(moments.filter((moment) => moment !== undefined));
}

function isAsWanted({ outcome }: RequestRecord, wanted: Wanted): boolean {
  if ("loss" in outcome) return false;
  // Which version of an image of one's own has answered, only the engine's instances show.
  if (!("answer" in outcome)) return isOwn(wanted);
  return outcome.answer.version === wanted.version && outcome.answer.digest === digestOf(wanted.image);
}

/** When each process that was responding at the end first responded after `from`. */
function firstAnswers(requests: RequestRecord[], from: number, window: number): number[] {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { outcome, due, ended } of requests) {
    if (!("answer" in outcome) || due < from) continue;
    const process = processOf(outcome.answer);
    if (!first.has(process)) first.set(process, ended);
    last.set(process, due);
  }
  const end = largest([...last.values()]);
  return [...first].filter(([process]) => last.get(process)! >= end - window).map(([, moment]) => moment);
}

/** Identifies a process, since a restarted instance may keep its name. */
export const processOf = ({ instance, startedAt }: Answered): string => `${instance} ${startedAt}`;

/** The seconds of a timeline without the names of instances, of which there may be too many to tell apart. */
export const withoutNames = (seconds: Timeline["seconds"]): Timeline["seconds"] =>
  seconds.map((second) => {
    const byVersion = new Map<string | null, number>();
    for (const { version, requests } of second.answered)
      byVersion.set(version, (byVersion.get(version) ?? 0) + requests);
    const answered = [...byVersion].map(([version, requests]) => ({ version, instance: null, requests }));
    return { ...second, answered };
  });

/** The seconds of a timeline, each with the number of instances that the engine had ready by its end. */
export const withReady = (
  seconds: Timeline["seconds"],
  snapshots: Snapshot[],
  start: number,
): Timeline["seconds"] =>
  seconds.map((second) => {
    const end = start + (second.at + 1) * 1000;
    const last = snapshots.findLast(({ at, instances }) => at < end && instances);
    const ready = last?.instances?.filter(({ state }) => state === "ready").length;
    return ready === undefined ? second : { ...second, ready };
  });
