import { hostname } from "node:os";
import { delimiter, resolve } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ProjectStack } from "../../src/automation/stacks";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";
import { commandError, fakePulumi } from "./support/pulumi";

beforeEach(() => {
  vi.stubEnv("PULUMI_CONFIG_PASSPHRASE", "test");
  return () => vi.unstubAllEnvs();
});

const ignore = () => undefined;
/** A process id that is too high to exist. */
const ENDED = 2 ** 30;

describe("a locked stack", () => {
  /** As Pulumi reports it, for every backend. */
  const locked = (...holders: string[]) =>
    commandError(
      `error: the stack is currently locked by ${holders.length} lock(s). Either wait for the other process(es) to ` +
        "end or delete the lock file with `pulumi cancel`." +
        holders.map((each) => `\n  s3://states/a.json: created by ${each} at 2026-01-02T03:04:05Z`).join(""),
    );

  /** The outcome of an `up` that finds it locked, and how often its lock was removed. */
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

  it("is unlocked if processes of this machine locked it and have ended", async () => {
    const error = locked(`ada@${hostname()} (pid ${ENDED})`, `ada@${hostname()} (pid ${ENDED - 1})`);
    expect(await up(error)).toEqual({ outcome: true, cancelled: 1 });
  });

  it.each([
    ["a process that is running", [`ada@${hostname()} (pid ${process.pid})`]],
    ["a process on another machine", [`ada@elsewhere (pid ${ENDED})`]],
    [
      "a process on another machine, beside one that has ended",
      [`ada@${hostname()} (pid ${ENDED})`, `bo@elsewhere (pid 1)`],
    ],
  ])("stays locked by %s, with an error that names the holder and the remedy", async (_, holders) => {
    const { outcome, cancelled } = await up(locked(...holders));
    expect(cancelled).toBe(0);
    expect(outcome).toMatch(/^The stack dev of podium-image is locked by .*, process \d+, since 2026-01-02T/);
    for (const each of holders)
      expect(outcome).toContain(each.replace(" (pid ", ", process ").replace(")", ""));
    expect(outcome).toMatch(/Wait for it to end\. .* `pulumi cancel --cwd \S+ --stack dev`\.$/);
  });

  it("stays locked if the holder is unknown", async () => {
    const { outcome, cancelled } = await up(locked());
    expect(cancelled).toBe(0);
    expect(outcome).toContain("is locked by another Pulumi. Wait");
  });
});

describe("a failed Pulumi command", () => {
  it.each(["stack ls", "stack select", "stack history", "config", "destroy", "stack rm"])(
    "is reported in one line: %s",
    async (command) => {
      const { pulumi } = fakePulumi({ [command]: commandError("error: the state cannot be read") });
      const remove = async () => (await ProjectStack.find("image", pulumi))!.down(ignore);
      await expect(remove()).rejects.toThrow(/^the state cannot be read$/);
    },
  );
});

it("passes paths in environment variables to Pulumi as absolute ones, as it runs programs in another folder", async () => {
  const name = ORCHESTRATOR_NAMES.find((each) => ORCHESTRATORS[each].pathVariables)!;
  const [variable] = ORCHESTRATORS[name].pathVariables!;
  vi.stubEnv(variable!, ["config", "/etc/config"].join(delimiter));
  const { pulumi } = fakePulumi();
  const run = vi.spyOn(pulumi as unknown as { run(...args: unknown[]): unknown }, "run");
  await ProjectStack.open(name, pulumi);
  expect(run.mock.calls[0]![2]).toMatchObject({
    [variable!]: [resolve("config"), "/etc/config"].join(delimiter),
  });
});
