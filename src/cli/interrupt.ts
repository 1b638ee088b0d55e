import { setMaxListeners } from "node:events";
import type { Interruption } from "../automation/interruption";
import { reasonOf } from "../common/reason";

/** Whether this process does something that has to end gracefully. */
let isChanging = false;

/**
 * Makes Ctrl-C end operations gracefully: Pulumi finishes what it has begun and writes its state, waiting ends, and
 * nothing else starts. A second Ctrl-C ends the process immediately.
 * @param message what happens now.
 */
export function onInterrupt(
  message = "finishing what has begun, so that the next `podium up` or `podium down` can resume",
): Interruption {
  isChanging = true;
  const stop = new AbortController();
  const processes = new AbortController();
  // Everything that a command does listens to them, and Pulumi's SDK never stops.
  setMaxListeners(0, stop.signal, processes.signal);
  const interrupt = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) process.exit(1);
    console.error(`\nStopping: ${message}.`);
    stop.abort();
    // A terminal sends Ctrl-C to Pulumi's processes as well; a second signal would make them exit without writing the state.
    if (signal === "SIGTERM" || !process.stdin.isTTY) processes.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return { stop: stop.signal, processes: processes.signal };
}

/**
 * Handles errors on standard output. `head` closes the pipe once it has enough: that ends a command that only shows
 * something, but not one that changes deployments. Anything else, such as a full disk, is a failure of either.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") {
    if (!isChanging) process.exit();
    return;
  }
  console.error(`The output cannot be written: ${reasonOf(error)}`);
  if (!isChanging) process.exit(1);
  process.on("exit", () => (process.exitCode ||= 1));
}
