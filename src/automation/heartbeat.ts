import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../orchestrators/engine";
import { Failure } from "../common/errors";

interface Rhythm {
  /** Seconds from one response to the next probe. */
  interval: number;
  /** Failed probes in a row after which the engine counts as lost. */
  misses: number;
  /** Seconds that Pulumi then has to end gracefully. */
  grace: number;
}

/** A busy machine may miss a few. With the 3 seconds that a probe may take, a hung engine counts as lost after 48. */
const RHYTHM: Rhythm = { interval: 5, misses: 6, grace: 20 };

/**
 * Runs an operation of Pulumi for as long as its engine responds, then interrupts it. The first interrupt lets providers
 * finish what they have begun, which may take forever, so a second one soon after ends it.
 * @param operation receives a signal; each of its events is an interrupt.
 * @throws Failure if the engine has stopped responding; otherwise what the operation throws.
 */
export async function whileResponding<T>(
  engine: Engine,
  signal: AbortSignal | undefined,
  operation: (signal: AbortSignal) => Promise<T>,
  rhythm = RHYTHM,
): Promise<T> {
  const heartbeat = new Heartbeat(engine, rhythm);
  const either = AbortSignal.any(signal ? [signal, heartbeat.signal] : [heartbeat.signal]);
  let insisting: NodeJS.Timeout | undefined;
  heartbeat.signal.addEventListener("abort", () => {
    insisting = setTimeout(() => either.dispatchEvent(new Event("abort")), rhythm.grace * 1000);
  });
  try {
    return await operation(either);
  } catch (error) {
    if (!heartbeat.signal.aborted) throw error;
    throw new Failure(
      `The engine has stopped responding: ${heartbeat.signal.reason}. When it is back, remove what was begun with ` +
        "`podium down` and start again.",
    );
  } finally {
    heartbeat.stop();
    clearTimeout(insisting);
  }
}

/**
 * Probes an engine while something is done with it: providers may wait forever for one that has stopped responding. An
 * engine that did not respond at the beginning is not watched: the provider reports that.
 */
class Heartbeat {
  readonly #lost = new AbortController();
  readonly #end = new AbortController();

  constructor(engine: Engine, rhythm: Rhythm) {
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
    let missed = 0;
    for (;;) {
      await sleep(interval * 1000, undefined, { signal: this.#end.signal, ref: false }).catch(
        () => undefined,
      );
      if (this.#end.signal.aborted) return;
      const probe = await engine.probe();
      missed = probe.reachable ? 0 : missed + 1;
      if (!probe.reachable && missed >= misses && !this.#end.signal.aborted)
        return this.#lost.abort(probe.reason);
    }
  }
}
