import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startOf } from "../../src/automation/processes";
import { beginSession } from "../../src/cli/session";

const folder = await vi.hoisted(async () => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return mkdtempSync(`${tmpdir()}/podium-session-`);
});
vi.mock("../../src/common/paths", async (original) => ({
  ...(await original<typeof import("../../src/common/paths")>()),
  PODIUM_FOLDER: folder,
}));
vi.mock("../../src/automation/cli", () => ({ requirePulumi: async () => ({}) }));

const sessions = join(folder, "sessions");
beforeEach(() => void mkdirSync(sessions, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeAllListeners(signal);
});

describe("a session", () => {
  it("is active from its start until its process exits", async () => {
    const on = vi.spyOn(process, "on");
    expect(await beginSession(true)).toBeDefined();
    expect(readdirSync(sessions)).toEqual([`${process.pid}.json`]);
    const atExit = on.mock.calls.find(([event]) => (event as string) === "exit")![1] as () => void;
    process.off("exit", atExit);
    atExit();
    expect(readdirSync(sessions)).toEqual([]);
  });

  it("does not start while another one is active, and reports which", async () => {
    const error = vi.spyOn(console, "error").mockReturnValue();
    const pid = process.ppid;
    const other = { pid, started: startOf(pid), command: "podium serve", names: ["nomad"] };
    writeFileSync(join(sessions, `${pid}.json`), JSON.stringify(other));
    expect(await beginSession(true)).toBeUndefined();
    expect(error).toHaveBeenCalledWith(
      `\`podium serve\` (process ${pid}) is running on nomad. Wait until it has finished.`,
    );
  });
});
