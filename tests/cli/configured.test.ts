import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plan } from "../../src/cli/commands/plan";
import { readConfigFile } from "../../src/program/configFile";
import type { Plan } from "../../src/plan";
import { temporaryFolder } from "../folder";
import { workloadFileOf } from "../workloadFile";
import { muteConsole, printed } from "./support/console";

const folder = vi.hoisted(() => ({ path: "" }));
vi.mock("../../src/automation/projects", async (original) => ({
  ...(await original<typeof import("../../src/automation/projects")>()),
  configFile: (name: string) => join(folder.path, `${name}.yaml`),
  stackConfig: (name: string) => {
    const file = join(folder.path, `${name}.yaml`);
    return existsSync(file) ? readConfigFile(file, `podium-${name}`) : {};
  },
}));

const configure = (content: string) => writeFileSync(join(folder.path, "swarm.yaml"), content);

describe("podium plan in a checkout whose stacks are configured", () => {
  let notes: string[];
  beforeEach(() => {
    folder.path = temporaryFolder();
    muteConsole();
    notes = [];
    vi.spyOn(console, "error").mockImplementation((text: string) => void notes.push(text));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  const replicas = () =>
    (JSON.parse(printed()) as Plan[])[0]!.resources.find(({ type }) => type.endsWith(":Service"))!.inputs[
      "mode"
    ];

  it("plans as they are configured, and says so", async () => {
    configure("config:\n  podium:replicas: 4\n");
    expect(await plan(["swarm"], { json: true })).toBe(0);
    expect(replicas()).toEqual({ replicated: { replicas: 4 } });
    expect(notes.join()).toMatch(
      /^Planned as configured in \S*swarm.yaml\. To plan with the defaults instead, add --defaults\.$/,
    );
  });

  it("says so below the plan", async () => {
    configure("config:\n  podium:replicas: 4\n");
    expect(await plan(["swarm", "nomad"], {})).toBe(0);
    expect(printed()).toMatch(/Planned as configured in \S*swarm\.yaml\./);
  });

  it("plans with the defaults if asked to, or if none is configured", async () => {
    expect(await plan(["swarm"], { json: true })).toBe(0);
    expect(replicas()).toEqual({ replicated: { replicas: 2 } });
    expect(notes).toEqual([]);
    muteConsole();
    configure("config:\n  podium:replicas: 4\n");
    expect(await plan(["swarm"], { json: true, defaults: true })).toBe(0);
    expect(notes).toEqual([]);
  });

  it("plans over the workload file, and says so", async () => {
    vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf("replicas: 5\nname: from-file\n"));
    expect(await plan(["swarm"], { json: true })).toBe(0);
    expect(replicas()).toEqual({ replicated: { replicas: 5 } });
    expect(notes.join()).toMatch(/^Planned as configured in \S*podium\.yaml\. To plan with the defaults/);
  });

  it("plans with a stack's configuration over it, and names both", async () => {
    vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf("replicas: 5\nname: from-file\n"));
    configure("config:\n  podium:replicas: 4\n");
    expect(await plan(["swarm"], { json: true })).toBe(0);
    expect(replicas()).toEqual({ replicated: { replicas: 4 } });
    expect(printed()).toContain('"from-file"');
    expect(notes.join()).toMatch(/^Planned as configured in \S*podium\.yaml, \S*swarm\.yaml\. /);
  });

  it("ignores both if asked to plan with the defaults", async () => {
    vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf("replicas: wrong\n"));
    configure("config:\n  podium:replicas: 4\n");
    expect(await plan(["swarm"], { json: true, defaults: true })).toBe(0);
    expect(replicas()).toEqual({ replicated: { replicas: 2 } });
    expect(notes).toEqual([]);
  });

  it("reports once what is wrong in the workload file, for all programs", async () => {
    const file = workloadFileOf("replicas: 0\n");
    vi.stubEnv("PODIUM_WORKLOAD_FILE", file);
    await expect(plan([], {})).rejects.toThrow(
      new RegExp(`^${file}, line 1: replicas must be an integer from 1 to 100, got 0\\.$`),
    );
  });

  it("names the stack in the commands of an error", async () => {
    configure("config:\n  podium:replicas: 0\n");
    const problem =
      "podium:replicas must be an integer from 1 to 100, got 0. " +
      "Change it: `pulumi --cwd stacks/swarm --stack dev config set podium:replicas VALUE`";
    await expect(plan(["swarm"], {})).rejects.toThrow(problem);
    expect(await plan(["swarm", "nomad"], { json: true })).toBe(1);
    expect(printed()).toContain("pulumi --cwd stacks/swarm --stack dev config set podium:replicas VALUE");
  });
});
