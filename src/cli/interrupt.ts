import type { Interruption } from "../automation/interruption";

/** Whether this process does something that has to end in good order. */
let isChanging = false;

/**
 * Lets Ctrl-C end operations in good order: Pulumi finishes what it has begun and writes its state, waiting ends, and
 * nothing else begins. A second Ctrl-C ends the process at once.
 * @param message what happens now.
 */
export function onInterrupt(
  message = "what has begun is finished, so that the next up or down goes on from there",
): Interruption {
  isChanging = true;
  const stop = new AbortController();
  const processes = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) process.exit(1);
    console.error(`\nStopping: ${message}.`);
    stop.abort();
    // A terminal's Ctrl-C has reached Pulumi's processes, too; by a second one they would give up without a state.
    if (signal === "SIGTERM" || !process.stdin.isTTY) processes.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return { stop: stop.signal, processes: processes.signal };
}

/**
 * For errors of standard output. `head` closes the pipe when it has enough: that ends what only shows something, and
 * nothing that changes deployments.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  if (!isChanging) process.exit();
}
