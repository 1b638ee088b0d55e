import { pipeline, type Readable } from "node:stream";
import split from "split2";
import { pause } from "../common/pause";

/** Which lines of an instance's log to return. */
export interface LogOptions {
  /** The last N lines; by default all that the engine has. */
  tail?: number;
  /** Whether to wait for more lines until the instance ends or the signal is aborted. */
  follow: boolean;
  signal?: AbortSignal;
}

/** The lines of a byte stream as they arrive; a broken stream is an error. */
export async function* linesOf(stream: Readable): AsyncGenerator<string> {
  yield* pipeline(stream, split(), () => undefined) as AsyncIterable<string>;
}

/** The lines of a string. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  // There is no line after the last line break.
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** The last lines of a string, or all of them. */
export const lastLines = (text: string, count?: number) =>
  splitLines(text).slice(count === undefined ? 0 : -count);

/** Seconds between looks at a log, for engines that cannot stream it. */
const INTERVAL = 1;

/** Waits until the next look. Returns false if there is to be none. */
export async function nextLook(signal?: AbortSignal): Promise<boolean> {
  await pause(INTERVAL, signal);
  return !signal?.aborted;
}

/**
 * A log that an engine only returns as a whole.
 * @param read returns its lines, or only the last ones.
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

/** How many lines suffice to find a position in a log again. */
const LANDMARK = 20;

/** The lines since `before`. Meanwhile the log may have lost lines at its beginning, or have been restarted. */
export function newLines(before: string[], now: string[]): string[] {
  const isAt = (landmark: string[], end: number) =>
    landmark.every((line, index) => now[end - landmark.length + index] === line);
  if (now.length >= before.length && isAt(before, before.length)) return now.slice(before.length);
  const landmark = before.slice(-LANDMARK);
  for (let end = now.length; end >= landmark.length; end--) if (isAt(landmark, end)) return now.slice(end);
  return now;
}
