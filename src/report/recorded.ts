import { isDeepStrictEqual } from "node:util";
import type { Results } from "../drills/result";
import { day } from "../visuals/words";

/**
 * The name of a recording, e.g. "recorded on 2026-11-25 14:24 UTC, AMD EPYC, 2 cores".
 * @param others sessions that it stands beside: the machine is left out if it is that of one of them.
 */
export function nameOf({ startedAt, machine }: Results, others: Results[] = []): string {
  const isSame = others.some((each) => isDeepStrictEqual(each.machine, machine));
  return `recorded on ${day(startedAt)}${isSame ? "" : `, ${machine.processor}, ${machine.cores} cores`}`;
}
