import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { delimiter, resolve } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ProjectStack } from "../../src/automation/stacks";
import { ORCHESTRATOR_NAMES, ORCHESTRATORS } from "../../src/orchestrators";
import { fakeEngine } from "../engine";
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

describe("an operation after one that was killed", () => {
  const SERVICE = "docker:index/service:Service";
  const killed = (type: string) => ({
    version: 3,
    deployment: {
      resources: [
        {
          urn: "urn:pulumi:dev::podium-swarm::podium:swarm:Deployment::shop",
          type: "podium:swarm:Deployment",
          inputs: { connection: { host: "tcp://10.0.0.1:2376" } },
        },
      ],
      pending_operations: [{ type, resource: { urn: "urn:…::shop", type: SERVICE, inputs: {} } }],
    },
  });

  /** What Pulumi is called with, and the state that it is given. */
  async function run(operation: "up" | "destroy", type: string, locks: Error[] = []) {
    let given: unknown;
    const { pulumi, calls } = fakePulumi({
      "stack export": killed(type),
      "stack import": (args) => {
        given = JSON.parse(readFileSync(args[args.indexOf("--file") + 1]!, "utf8"));
        return locks.pop() ?? "";
      },
    });
    const owned = vi.fn(async () => [{ type: SERVICE, id: "s1", name: "service shop", remove: "" }]);
    const reports: string[] = [];
    const stack = (await ProjectStack.find("swarm", pulumi))!;
    await stack[operation]((text) => reports.push(text), undefined, fakeEngine({ owned }));
    const called = (command: string) => calls.filter((call) => call.startsWith(command));
    return { given, owned, reports, called };
  }

  it.each(["up", "destroy"] as const)("has Pulumi delete what that was creating: %s", async (operation) => {
    const { given, owned, reports, called } = await run(operation, "creating");
    expect(owned.mock.calls).toEqual([["shop"]]);
    expect(given).toMatchObject({
      deployment: { resources: [{}, { type: SERVICE, id: "s1" }], pending_operations: [] },
    });
    expect(called("destroy")[0]).toContain("--target urn:…::shop");
    expect(reports).toContain("removing service shop, which an interrupted run has left");
    expect(called(operation).at(-1)).toContain("--refresh");
  });

  it("only looks at what exists if that was updating something", async () => {
    const { owned, called } = await run("up", "updating");
    expect(owned).not.toHaveBeenCalled();
    expect(called("stack import")).toEqual([]);
    expect(called("up")[0]).toContain("--refresh");
  });

  it("removes the lock of the killed process first", async () => {
    const lock = commandError(
      "error: the stack is currently locked by 1 lock(s)\n" +
        `  a.json: created by ada@${hostname()} (pid ${ENDED}) at 2026-01-02T03:04:05Z`,
    );
    const { called } = await run("up", "creating", [lock]);
    expect(called("cancel")).toHaveLength(1);
    expect(called("stack import")).toHaveLength(2);
  });
});

describe("a failed Pulumi command", () => {
  it.each(["stack export", "stack history", "config", "destroy", "stack rm"])(
    "is reported in one line: %s",
    async (command) => {
      const { pulumi } = fakePulumi({ [command]: commandError("error: the state cannot be read") });
      const remove = async () => {
        const stack = (await ProjectStack.find("image", pulumi))!;
        await stack.destroy(ignore);
        await stack.remove();
      };
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

it.each([
  ["by an absolute path", "mine.yaml", resolve("mine.yaml")],
  ["by its absence, too", "", ""],
])("has programs read the workload file that this process reads, %s", async (_, given, passed) => {
  vi.stubEnv("PODIUM_WORKLOAD_FILE", given);
  const { pulumi } = fakePulumi();
  const run = vi.spyOn(pulumi as unknown as { run(...args: unknown[]): unknown }, "run");
  await ProjectStack.open("image", pulumi);
  expect(run.mock.calls[0]![2]).toMatchObject({ PODIUM_WORKLOAD_FILE: passed });
});
