/**
 * Lets Ctrl-C end operations in good order: Pulumi finishes what it has begun and writes its state. A second Ctrl-C
 * ends the process at once.
 * @param message what happens now.
 * @param stop aborted at once, for what this process itself is doing.
 * @returns a signal for Pulumi's processes.
 */
export function onInterrupt(
  message = "what has begun is finished, so that the next up or down goes on from there",
  stop?: AbortController,
): AbortSignal {
  const controller = new AbortController();
  let requested = false;
  const interrupt = (signal: NodeJS.Signals) => {
    if (requested) process.exit(1);
    requested = true;
    console.error(`\nStopping: ${message}.`);
    stop?.abort();
    // A terminal's Ctrl-C has reached Pulumi's processes, too; by a second one they would give up without a state.
    if (signal === "SIGTERM" || !process.stdin.isTTY) controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return controller.signal;
}
