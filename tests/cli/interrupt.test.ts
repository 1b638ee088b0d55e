import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { platform } from "node:os";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
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
});

describe("a command whose output cannot be written", () => {
  const full = Object.assign(new Error("no space left"), { code: "ENOSPC" });

  /** Runs `podium ARGS` with one of its outputs on a full disk. https://man7.org/linux/man-pages/man4/full.4.html */
  async function onFullDisk(args: string[], output: "stdout" | "stderr") {
    const disk = openSync("/dev/full", "w");
    onTestFinished(() => closeSync(disk));
    const stdio: StdioOptions = output === "stdout" ? ["ignore", disk, "pipe"] : ["ignore", "pipe", disk];
    const child = spawn(process.execPath, [PODIUM, ...args], { env: NOTHING, stdio });
    let said = "";
    (child.stderr ?? child.stdout)!.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const [code] = (await once(child, "close")) as [number];
    return { code, said };
  }

  it.skipIf(platform() !== "linux")("fails without a stack trace", async () => {
    const { code, said } = await onFullDisk(["plan", "--help"], "stdout");
    expect(code).toBe(1);
    expect(said).toBe("The output cannot be written: ENOSPC: no space left on device, write\n");
  });

  it.skipIf(platform() !== "linux")("has the same exit code if only its messages are lost", async () => {
    expect((await onFullDisk(["dance"], "stderr")).code).toBe(2);
  });

  it("continues what it is changing, then fails", () => {
    const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
    const on = vi.spyOn(process, "on");
    onInterrupt();
    onOutputError(full);
    expect(exit).not.toHaveBeenCalled();
    const atExit = on.mock.calls.find(([event]) => (event as string) === "exit")![1] as () => void;
    process.off("exit", atExit);
    atExit();
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
  });
});
