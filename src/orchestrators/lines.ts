import { pipeline, type Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import split from "split2";

/** Which lines of an instance's log are wanted. */
export interface LogOptions {
  /** So many from the end; all that the engine has where it is left out. */
  tail?: number;
  /** Whether to wait for further lines, until the instance has ended or the signal is given. */
  follow: boolean;
  signal?: AbortSignal;
}

/** The lines of a stream of bytes, as they come; a stream that breaks is an error. */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  yield* pipeline(stream, split(), () => undefined) as AsyncIterable<string>;
}

/** The lines of a text. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  // After the last line break there is none.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** The last lines of a text, or all. */
export const lastLines = (text: string, count?: number) =>
  splitLines(text).slice(count === undefined ? 0 : -count);

/** Seconds from one look at a log to the next, where an engine cannot be told to go on sending. */
const INTERVAL = 1;

/** Waits until the next look; false when there shall be none. */
export async function nextLook(signal?: AbortSignal): Promise<boolean> {
  await sleep(INTERVAL * 1000, undefined, { signal }).catch(() => undefined);
  return !signal?.aborted;
}

/**
 * A log of which an engine only tells how it is now.
 * @param read its lines; from the end, if there is a number of them.
 */
export async function* snapshots(
  read: (tail?: number) => Promise<string>,
  { tail, follow, signal }: LogOptions,
): AsyncGenerator<string> {
  if (!follow) return yield* lastLines(await read(tail), tail);
  let before = splitLines(await read());
  yield* tail === undefined ? before : before.slice(-tail);
  while (await nextLook(signal)) {
    const now = splitLines(await read());
    yield* newLines(before, now);
    before = now;
  }
}

/** How many lines are enough to find a place in a log again. */
const LANDMARK = 20;

/** The lines that have come since `before`. A log may have lost lines at its beginning meanwhile, or have begun anew. */
export function newLines(before: string[], now: string[]): string[] {
  const isAt = (landmark: string[], end: number) =>
    landmark.every((line, index) => now[end - landmark.length + index] === line);
  if (now.length >= before.length && isAt(before, before.length)) return now.slice(before.length);
  const landmark = before.slice(-LANDMARK);
  for (let end = now.length; end >= landmark.length; end--) if (isAt(landmark, end)) return now.slice(end);
  return now;
}
