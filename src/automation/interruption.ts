import { Failure } from "../common/errors";

/** How the user interrupts an operation. */
export interface Interruption {
  /** Aborted immediately: ends waiting, and nothing else starts. */
  stop: AbortSignal;
  /** Interrupts Pulumi's processes; not aborted if they received the terminal's Ctrl-C themselves. */
  processes: AbortSignal;
}

/** @throws Failure once the operation is interrupted. */
export function endIfInterrupted(interruption: Interruption | undefined): void {
  if (interruption?.stop.aborted) throw new Failure("interrupted");
}
