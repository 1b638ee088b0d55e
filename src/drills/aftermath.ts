import type { Wanted } from "../program/deployment";
import type { RequestRecord } from "./accounting";
import { processOf, type Seen } from "./moments";
import { largest } from "./statistics";

/** When a node was lost, when the others had replaced its instances, and when it came back: milliseconds since 1970. */
export interface Outage {
  from: number;
  recovered: number;
  back: number;
}

/** When the last request was lost that was due from one moment to another; undefined if none was. */
export const lastLossAfter = (requests: RequestRecord[], from: number, to: number): number | undefined =>
  requests.findLast(({ due, outcome }) => "loss" in outcome && due >= from && due < to)?.due;

/**
 * Until when instances ran twice after a node's return: more were ready than wanted, or requests were answered by a process
 * that had been replaced. The node's return if that never happened.
 */
export function ranTwiceUntil({ snapshots, requests }: Seen, wanted: Wanted, outage: Outage): number {
  const { from, recovered, back } = outage;
  const tooMany = snapshots.findLast(
    ({ asked, instances }) =>
      asked >= back && (instances ?? []).filter(({ state }) => state === "ready").length > wanted.max,
  );
  const answers = requests.flatMap(({ due, ended, outcome }) =>
    "answer" in outcome ? [{ due, ended, process: processOf(outcome.answer) }] : [],
  );
  const processesIn = (begin: number, end: number) =>
    new Set(answers.filter(({ due }) => due >= begin && due < end).map(({ process }) => process));
  const before = processesIn(-Infinity, from);
  const replacing = processesIn(recovered, back);
  const old = answers.findLast(
    ({ due, process }) => due >= back && before.has(process) && !replacing.has(process),
  );
  return largest([back, tooMany?.at ?? back, old?.ended ?? back]);
}
