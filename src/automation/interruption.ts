import { Failure } from "./failure";

/** How someone's wish to end an operation early reaches it. */
export interface Interruption {
  /** Aborted at once: ends what waits, and keeps from beginning what has not begun. */
  stop: AbortSignal;
  /** Has Pulumi's processes end; not aborted where a terminal's Ctrl-C has reached them by itself. */
  processes: AbortSignal;
}

/** @throws Failure once someone has wanted the operation to end. */
export function endIfInterrupted(interruption: Interruption | undefined): void {
  if (interruption?.stop.aborted) throw new Failure("interrupted");
}
