import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../orchestrators/engine";

export interface Rhythm {
  /** Seconds from one answer to the next question. */
  interval: number;
  /** Questions in a row without an answer after which the engine counts as lost. */
  misses: number;
}

/** A busy machine may miss a few. With the 3 seconds that a probe may take, an engine that hangs is lost in 48. */
const RHYTHM: Rhythm = { interval: 5, misses: 6 };

/**
 * Asks an engine again and again while something is done with it: providers may wait without end for one that has
 * stopped answering. One that did not answer in the beginning is not waited for: that is for the provider to tell.
 */
export class Heartbeat {
  readonly #lost = new AbortController();
  readonly #end = new AbortController();

  constructor(engine: Engine, rhythm = RHYTHM) {
    void this.#watch(engine, rhythm);
  }

  /** Aborted once the engine is lost. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  stop(): void {
    this.#end.abort();
  }

  async #watch(engine: Engine, { interval, misses }: Rhythm): Promise<void> {
    if (!(await engine.probe()).reachable) return;
    for (let missed = 0; !this.#end.signal.aborted;) {
      await sleep(interval * 1000, undefined, { signal: this.#end.signal, ref: false }).catch(
        () => undefined,
      );
      const probe = await engine.probe();
      missed = probe.reachable ? 0 : missed + 1;
      if (!probe.reachable && missed >= misses && !this.#end.signal.aborted)
        return this.#lost.abort(probe.reason);
    }
  }
}
