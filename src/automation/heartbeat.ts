import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../orchestrators/engine";
import { Failure } from "./failure";

interface Rhythm {
  /** Seconds from one answer to the next question. */
  interval: number;
  /** Questions in a row without an answer after which the engine counts as lost. */
  misses: number;
  /** Seconds that Pulumi then has to end in good order. */
  grace: number;
}

/** A busy machine may miss a few. With the 3 seconds that a probe may take, an engine that hangs is lost in 48. */
const RHYTHM: Rhythm = { interval: 5, misses: 6, grace: 20 };

/**
 * Has Pulumi do something with an engine, for as long as that answers. Then it is interrupted; as it waits for what its
 * providers have begun, which may take for ever, a second time soon: by that it gives up.
 * @param operation given a signal of which each event interrupts it.
 * @throws Failure if the engine has stopped answering; otherwise what the operation throws.
 */
export async function whileAnswering<T>(
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
      `The engine has stopped answering: ${heartbeat.signal.reason}. When it answers again, take away what was begun ` +
        "with podium down, and start anew.",
    );
  } finally {
    heartbeat.stop();
    clearTimeout(insisting);
  }
}

/**
 * Asks an engine again and again while something is done with it: providers may wait without end for one that has
 * stopped answering. One that did not answer in the beginning is not waited for: that is for the provider to tell.
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
