import type { Wanted } from "../program/deployment";
import type { Instance, Rollout } from "../orchestrators/engine";
import { judgeInstances, digestOf } from "../verdict/judge";
import type { Answered, RequestRecord } from "./accounting";
import { largest } from "./statistics";

/** What the engine said at one moment. */
export interface Snapshot {
  /** Milliseconds since 1970 when it was asked. */
  asked: number;
  /** When it had answered. */
  at: number;
  /** Undefined where it could not be asked. */
  instances?: Instance[];
  /** Only where the drill looks for it. */
  rollout?: Rollout;
}

/** What was seen during a run, in the order of time. */
export interface Seen {
  snapshots: Snapshot[];
  requests: RequestRecord[];
}

/** What had been seen at a moment, in milliseconds since 1970. */
export const before = ({ snapshots, requests }: Seen, moment: number): Seen => ({
  snapshots: snapshots.filter(({ at }) => at < moment),
  requests: requests.filter(({ due }) => due < moment),
});

const isReady = (instances: Instance[] | undefined, id: string) =>
  instances?.find((each) => each.id === id && each.state === "ready");

/**
 * Whether the engine does not tell all of `before` as ready any more: one is gone, not ready, or another process under
 * the same id.
 * @param before instances that were ready.
 */
export function isNoticed(before: Instance[], { instances }: Snapshot): boolean {
  if (!instances) return false;
  return before.some(({ id, startedAt }) => {
    const now = isReady(instances, id);
    return !now || now.startedAt !== startedAt;
  });
}

/** When the engine first told that one of `before` is not what it was; undefined if it never did. */
export function noticedAt(snapshots: Snapshot[], before: Instance[], from: number): number | undefined {
  return snapshots.find((each) => each.asked >= from && isNoticed(before, each))?.at;
}

/** When the engine first said that the update has failed; undefined if it never did. */
export function failureToldAt(snapshots: Snapshot[], from: number): number | undefined {
  const isFailure = ({ rollout }: Snapshot) =>
    rollout?.state === "failed" || rollout?.state === "rolled-back";
  return snapshots.find((each) => each.asked >= from && isFailure(each))?.at;
}

/**
 * The first moment from which on the deployment was as wanted until the end: the engine said so, each request was
 * answered as wanted, and each of the processes that answered at the end had answered.
 * @param from a moment before which nothing counts, in milliseconds since 1970.
 * @param window milliseconds in which every process that still lives has answered.
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

function isAsWanted({ outcome }: RequestRecord, { version, image }: Wanted): boolean {
  if ("loss" in outcome) return false;
  return outcome.answer.version === version && outcome.answer.digest === digestOf(image);
}

/** When each of the processes that answered in the end had first answered after `from`. */
function firstAnswers(requests: RequestRecord[], from: number, window: number): number[] {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const { outcome, due, ended } of requests) {
    if ("loss" in outcome || due < from) continue;
    const process = processOf(outcome.answer);
    if (!first.has(process)) first.set(process, ended);
    last.set(process, due);
  }
  const end = largest([...last.values()]);
  return [...first].filter(([process]) => last.get(process)! >= end - window).map(([, moment]) => moment);
}

/** A restarted instance may keep its name. */
export const processOf = ({ instance, startedAt }: Answered): string => `${instance} ${startedAt}`;
