import { syncBuiltinESMExports } from "node:module";
import { performance } from "node:perf_hooks";
import timers from "node:timers/promises";

/**
 * Lets a millisecond pass with each turn of the event loop, however long that takes: waiting takes hardly any time, and a
 * busy machine delays nothing. It holds for node:timers/promises and `performance.now()`. Fake timers would not do: they
 * stand still while a server responds, and do not reach what modules import by name.
 * @returns what restores the clock, so that `beforeAll(() => countTurns())` cleans up after itself.
 */
export function countTurns(): () => void {
  const { setTimeout: pause, setImmediate: nextTurn } = timers;
  const { now } = performance;
  let time = performance.now();
  let isOver = false;
  const turn = () => {
    time++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  performance.now = () => time;
  timers.setTimeout = async <T>(milliseconds = 0, value?: T, { signal }: { signal?: AbortSignal } = {}) => {
    for (const end = time + milliseconds; time < end && !isOver;) {
      signal?.throwIfAborted();
      await nextTurn();
    }
    return value as T;
  };
  // Passes the change on to modules that import it by name.
  syncBuiltinESMExports();
  return () => {
    isOver = true;
    performance.now = now;
    timers.setTimeout = pause;
    syncBuiltinESMExports();
  };
}
