import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onInterrupt } from "../../src/cli/interrupt";

const { isTTY } = process.stdin;
beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  process.stdin.isTTY = isTTY;
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

describe("a command that is interrupted", () => {
  it.each([
    ["by Ctrl-C in a terminal ends its own waiting, as Pulumi has heard it by itself", "SIGINT", true, false],
    ["by Ctrl-C elsewhere ends Pulumi, too", "SIGINT", false, true],
    ["by another process ends Pulumi, too", "SIGTERM", true, true],
  ] as const)("%s", (_, signal, inTerminal, processes) => {
    process.stdin.isTTY = inTerminal;
    const interruption = onInterrupt();
    expect(interruption.stop.aborted).toBe(false);
    process.emit(signal, signal);
    expect(interruption.stop.aborted).toBe(true);
    expect(interruption.processes.aborted).toBe(processes);
  });

  it("ends at once the second time", () => {
    const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
    onInterrupt();
    process.emit("SIGINT", "SIGINT");
    expect(exit).not.toHaveBeenCalled();
    process.emit("SIGINT", "SIGINT");
    expect(exit).toHaveBeenCalledWith(1);
  });
});
