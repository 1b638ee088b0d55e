import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { diff } from "../../../src/cli/commands/diff";
import { WrongUsage } from "../../../src/common/errors";
import type { Difference } from "../../../src/diff";
import { NOTHING, podium } from "../../command";
import { workloadFileOf } from "../../workloadFile";
import { muteConsole, printed } from "../support/console";

beforeEach(muteConsole);
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

type Arguments = Parameters<typeof diff>[0];

/** What the command prints, in this process. */
async function shown(args: Arguments, json = false): Promise<string> {
  await diff(args, { json });
  return printed();
}

describe("podium diff", () => {
  it("shows what changes and what restarts, without any engine or account", async () => {
    const { code, stdout, stderr } = await podium(
      ["diff", "kubernetes", "replicas=2", "replicas=5"],
      NOTHING,
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("What changes on Kubernetes: 1 resource\n");
    expect(stdout).toContain("  ~ kubernetes:apps/v1:Deployment  podium-dev\n      spec.replicas: 2 → 5\n");
    expect(stdout).toContain("no running instance; some are started or ended");
    expect(stdout).not.toContain("\u001b[");
  });

  it("compares a single setting with the defaults", async () => {
    const text = await shown(["kubernetes", "replicas=2"]);
    expect(text).toContain("What changes on Kubernetes: nothing\n");
    expect(text).toContain("no instance, because nothing changes");
  });

  it("shows long values from where they differ", async () => {
    const long = "x".repeat(200);
    const text = await shown(["swarm", `env.GREETING=${long}1`, `env.GREETING=${long}2`]);
    expect(text).toMatch(/GREETING: …x+1" → …x+2"\n/);
  });

  it("prints JSON without secrets", async () => {
    const text = await shown(["ecs", "secrets.KEY=s3cret", "secrets.KEY=0ther"], true);
    const { changes, restarts } = JSON.parse(text) as Difference;
    expect(changes).toEqual([
      {
        type: "aws:secretsmanager/secretVersion:SecretVersion",
        name: "podium-dev-secrets",
        kind: "changed",
        properties: [{ path: "secretString", secret: true }],
      },
    ]);
    expect(restarts.instances).toBe("all");
    expect(text).not.toMatch(/s3cret|0ther/);
  });

  it("shows the new permissions of a role, although only AWS knows the resources in its policy", async () => {
    expect(await shown(["ecs", "", "secrets.KEY=s3cret"])).toMatch(
      /RolePolicy {2}podium-dev-execution\n.*secretsmanager:GetSecretValue/,
    );
  });

  it("compares both sides over the workload file, and says so", async () => {
    const file = workloadFileOf("replicas: 5\n");
    vi.stubEnv("PODIUM_WORKLOAD_FILE", file);
    const text = await shown(["kubernetes", "replicas=2"]);
    expect(text).toContain("spec.replicas: 5 → 2");
    expect(text).toContain(`Both are compared over the values in ${file}.`);
  });

  it("tells what is wrong in the workload file from what is wrong in the settings", async () => {
    const file = workloadFileOf("cpu: 1\nhealth:\n  timeout: 4\n");
    vi.stubEnv("PODIUM_WORKLOAD_FILE", file);
    await expect(shown(["swarm", "replicas=0"])).rejects.toThrow(/^replicas must be/);
    await expect(shown(["swarm", "health.interval=3"])).rejects.toThrow(
      `${file}, line 3: health.timeout must not exceed the interval of 3 seconds, got 4.`,
    );
    await expect(shown(["swarm", "health.interval=3"])).rejects.not.toBeInstanceOf(WrongUsage);
    await expect(shown(["swarm", file])).rejects.toThrow(
      `${file} is the workload file, which both sides are over already; expected key=value`,
    );
    vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf("replicas: 0\n"));
    await expect(shown(["swarm", "cpu=1"])).rejects.toThrow(/podium\.yaml, line 1: replicas must be/);
  });

  it.each([
    [["swarm", "replicas=0"], "replicas must be an integer from 1 to 100, got 0"],
    [["swarm", "", "replica=2"], "replica is not a key of the contract"],
    [["kubernetes", "publicPort=80"], "publicPort must be 30000 to 32767"],
    [["swarm", "replicas"], "Setting 1 is not key=value"],
  ] as [Arguments, string][])("rejects wrong settings: %j", async (args, message) => {
    const failure = shown(args);
    await expect(failure).rejects.toBeInstanceOf(WrongUsage);
    await expect(failure).rejects.toThrow(message);
    expect(printed()).toBe("");
  });

  it.each([
    [["swarm", "replicas=0"], "replicas must be an integer from 1 to 100, got 0"],
    [["swarm"], "missing required argument 'before'"],
    [["mesos", "replicas=2"], "Allowed choices are ecs"],
  ])("exits with 2 on wrong usage: %j", async (args, message) => {
    const { code, stdout, stderr } = await podium(["diff", ...args], NOTHING);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});
