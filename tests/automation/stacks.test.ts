import { hostname } from "node:os";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ProjectStack } from "../../src/automation/stacks";
import { commandError, fakePulumi } from "./support/pulumi";

beforeEach(() => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  return () => vi.unstubAllEnvs();
});

const ignore = () => undefined;
/** Nobody has the highest number there is. */
const ENDED = 2 ** 30;

describe("a stack that is locked", () => {
  /** As Pulumi tells it, wherever the state is kept. */
  const locked = (...holders: string[]) =>
    commandError(
      `error: the stack is currently locked by ${holders.length} lock(s). Either wait for the other process(es) to ` +
        "end or delete the lock file with `pulumi cancel`." +
        holders.map((each) => `\n  s3://states/a.json: created by ${each} at 2026-01-02T03:04:05Z`).join(""),
    );

  /** What becomes of an `up` that finds it locked, and how often a lock was taken away. */
  async function up(error: Error) {
    const failures = [error];
    const { pulumi, calls } = fakePulumi({
      up: () => failures.pop() ?? "",
      "stack history": [{ version: 1, result: "succeeded", resourceChanges: { create: 1 } }],
    });
    const stack = await ProjectStack.open("image", pulumi);
    const outcome = await stack.up(ignore).catch(({ message }: Error) => message);
    return { outcome, cancelled: calls.filter((call) => call.startsWith("cancel")).length };
  }

  it("is unlocked where processes of this machine have left it so that have ended", async () => {
    const error = locked(`ada@${hostname()} (pid ${ENDED})`, `ada@${hostname()} (pid ${ENDED - 1})`);
    expect(await up(error)).toEqual({ outcome: true, cancelled: 1 });
  });

  it.each([
    ["a process that lives", [`ada@${hostname()} (pid ${process.pid})`]],
    ["another machine", [`ada@elsewhere (pid ${ENDED})`]],
    [
      "one that lives, beside one that has ended",
      [`ada@${hostname()} (pid ${ENDED})`, `bo@elsewhere (pid 1)`],
    ],
  ])("is left to %s, and told whose it is and what to do", async (_, holders) => {
    const { outcome, cancelled } = await up(locked(...holders));
    expect(cancelled).toBe(0);
    expect(outcome).toMatch(/^The stack dev of podium-image is locked by .*, process \d+, since 2026-01-02T/);
    for (const each of holders)
      expect(outcome).toContain(each.replace(" (pid ", ", process ").replace(")", ""));
    expect(outcome).toMatch(/Wait for it to end; .*: pulumi cancel --cwd \S+ --stack dev$/);
  });

  it("is left alone where nobody knows by whom", async () => {
    const { outcome, cancelled } = await up(locked());
    expect(cancelled).toBe(0);
    expect(outcome).toContain("is locked by another Pulumi. Wait");
  });
});

describe("what a command of Pulumi fails with", () => {
  it.each(["stack ls", "stack select", "stack history", "config", "destroy", "stack rm"])(
    "is told in one line: %s",
    async (command) => {
      const { pulumi } = fakePulumi({ [command]: commandError("error: the state cannot be read") });
      const takeAway = async () => (await ProjectStack.find("image", pulumi))!.down(ignore);
      await expect(takeAway()).rejects.toThrow(/^the state cannot be read$/);
    },
  );
});
