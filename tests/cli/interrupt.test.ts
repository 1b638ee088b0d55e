import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onInterrupt, onOutputError } from "../../src/cli/interrupt";
import { NOTHING, PODIUM } from "../command";

const { isTTY } = process.stdin;
beforeEach(() => void vi.spyOn(console, "error").mockReturnValue());
afterEach(() => {
  vi.restoreAllMocks();
  process.stdin.isTTY = isTTY;
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

describe("a command that is interrupted", () => {
  it.each([
    [
      "by Ctrl-C in a terminal only stops its own waiting, as Pulumi receives Ctrl-C as well",
      "SIGINT",
      true,
      false,
    ],
    ["by Ctrl-C elsewhere also ends Pulumi", "SIGINT", false, true],
    ["by another process also ends Pulumi", "SIGTERM", true, true],
  ] as const)("%s", (_, signal, inTerminal, processes) => {
    process.stdin.isTTY = inTerminal;
    const interruption = onInterrupt();
    expect(interruption.stop.aborted).toBe(false);
    process.emit(signal, signal);
    expect(interruption.stop.aborted).toBe(true);
    expect(interruption.processes.aborted).toBe(processes);
  });

  it("ends immediately the second time", () => {
    const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
    onInterrupt();
    process.emit("SIGINT", "SIGINT");
    expect(exit).not.toHaveBeenCalled();
    process.emit("SIGINT", "SIGINT");
    expect(exit).toHaveBeenCalledWith(1);
  });
});

describe("a command whose output is no longer read", () => {
  const closed = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });

  it.each([
    ["report", "--format", "json"],
    ["report", "--format", "markdown"],
  ])("ends silently: %s %s %s", async (...args) => {
    const child = spawn(process.execPath, [PODIUM, ...args], {
      env: NOTHING,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.destroy();
    expect(await once(child, "close")).toEqual([0, null]);
    expect(stderr).not.toContain("EPIPE");
  });

  it("continues what it is changing", () => {
    const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
    onInterrupt();
    onOutputError(closed);
    expect(exit).not.toHaveBeenCalled();
  });

  it("throws any other error", () => {
    const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });
    expect(() => onOutputError(full)).toThrow("no space left");
  });
});
