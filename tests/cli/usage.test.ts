import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { doctor } from "../../src/cli/commands/doctor";
import { drill } from "../../src/cli/commands/drill";
import { up } from "../../src/cli/commands/up";
import { WrongUsage } from "../../src/common/errors";
import { hasRecording } from "../../src/drills/recordings";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { closeEngines } from "../../src/orchestrators/engines";
import { NOTHING, podium, PODIUM, ROOT, run } from "../command";
import { temporaryFolder } from "../folder";
import { workloadFileOf } from "../workloadFile";
import { muteConsole, printed } from "./support/console";

describe("podium", () => {
  it.each(["--help", "--version"])("prints to stdout and exits with 0: %s", async (option) => {
    const { code, stdout } = await podium([option], NOTHING);
    expect(code).toBe(0);
    expect(stdout).not.toBe("");
  });

  it("shows examples for each command", async () => {
    const commands = [
      "start",
      "init",
      "import",
      "plan",
      "cost",
      "diff",
      "up",
      "status",
      "logs",
      "down",
      "serve",
      "engines",
      "doctor",
    ];
    // A single process, as most of the time goes into starting one.
    const script = `for (const command of ${JSON.stringify(commands)}) {
      process.argv = ["podium", command, "--help"];
      delete require.cache[require.resolve("./src/cli")];
      require("./src/cli").main();
    }`;
    const hook = join(ROOT, "bin", "typescript.js");
    const { code, stdout } = await run(process.execPath, ["--require", hook, "--eval", script], {
      env: NOTHING,
    });
    expect(code).toBe(0);
    for (const command of commands) {
      expect(stdout).toContain(`Usage: podium ${command} `);
      expect(stdout).toContain(`$ npx podium ${command}`);
    }
  });

  it("exits with 2 on an unknown orchestrator, and lists the known ones", async () => {
    const { code, stderr } = await podium(["up", "mesos"], NOTHING);
    expect(code).toBe(2);
    expect(stderr).toContain("mesos");
    for (const name of ORCHESTRATOR_NAMES) expect(stderr).toContain(name);
  });

  it.each([[["dance"]], [["plan", "--fast"]]])("exits with 2 on wrong usage: %j", async (args) => {
    const { code, stderr } = await podium(args, NOTHING);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: unknown (command|option)/);
  });
});

describe("podium serve --replay", () => {
  it.each([
    [["--speed", "0"], "'0' is invalid. Must be an integer from 1 to 100."],
    [["--speed", "fast"], "'fast' is invalid. Must be an integer from 1 to 100."],
    [["--rate", "50"], "option '--replay [file]' cannot be used with option '--rate <number>'"],
  ])("exits with 2 for %j", async (args, message) => {
    const { code, stderr } = await podium(["serve", ...args, "--replay"], NOTHING);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("podium drill --instances", () => {
  it.each(["5,1", "1,1", "0,5", "1,101", "1,two", "1,,5", "1.5", ""])(
    "exits with 2 for %j",
    async (numbers) => {
      const { code, stderr } = await podium(["drill", "--only", "grow", "--instances", numbers], NOTHING);
      expect(code).toBe(2);
      expect(stderr).toContain(
        `'${numbers}' is invalid. Must be ascending integers from 1 to 100, such as 1,5,10.`,
      );
    },
  );
});

describe("podium on a machine with no engine", () => {
  beforeEach(() => {
    for (const [name, value] of Object.entries(NOTHING)) vi.stubEnv(name, value);
    muteConsole();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await closeEngines();
  });

  it("plans all orchestrators on start, shows what is missing and how to get it, and exits with 0", async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await run(process.execPath, [PODIUM, "start"], { cwd, env: NOTHING });
    expect(code).toBe(0);
    expect(stderr).toContain("No engine was found on this machine");
    expect(stdout).toContain("How faithfully each expresses the contract");
    expect(stdout).toContain("Nothing was deployed");
    expect(stdout).toContain("to get it: ");
    expect(stdout).toMatch(/The Pulumi CLI is not on the PATH\. .* to install it yourself: curl -fsSL/);
    // Shows what was recorded, if a recording came along.
    expect(existsSync(join(cwd, "podium-report.html"))).toBe(hasRecording());
    expect(stdout.includes("npx podium serve --replay")).toBe(hasRecording());
  });

  it("exits with 1 on up, and shows the next step", async () => {
    expect(await up([], {})).toBe(1);
    expect(printed("error")).toContain("podium doctor");
  });

  it.each([
    ["up", () => up([], {})],
    ["drill", () => drill([], { runs: 1, rate: 1 })],
  ])("reports on %s what is wrong in the workload file, before anything else", async (_, run) => {
    vi.stubEnv("PODIUM_WORKLOAD_FILE", workloadFileOf("replicas: 0\n"));
    await expect(run()).rejects.toThrow(/podium\.yaml, line 1: replicas must be an integer/);
    expect(printed("error") + printed()).toBe("");
  });

  it("needs on drill a command that starts a node again for one that stops it, before anything else", async () => {
    const options = { runs: 1, rate: 1, stopNode: "docker stop {node}" };
    await expect(drill([], options)).rejects.toThrow(WrongUsage);
    await expect(drill([], options)).rejects.toThrow(/^--stop-node and --start-node belong together/);
    await expect(drill([], { ...options, startNode: "docker start" })).rejects.toThrow(
      /^--start-node must contain \{node\}/,
    );
    expect(printed("error") + printed()).toBe("");
  });

  it("reports on up that a named engine cannot be reached, without a stack trace", async () => {
    expect(await up(["nomad"], {})).toBe(1);
    expect(printed("error")).toMatch(/HashiCorp Nomad cannot be reached: .*\. To get it: /);
    expect(printed("error")).not.toContain("    at ");
  });

  it("reports with doctor what was found and how to get the rest", async () => {
    await doctor([], { json: true });
    const findings = JSON.parse(printed()) as { what: string; found: boolean; remedy?: string }[];
    expect(findings.filter(({ found }) => !found).length).toBe(ORCHESTRATOR_NAMES.length + 2);
    expect(findings.map(({ what }) => what)).toContain("Registry");
    for (const { found, remedy } of findings) expect(found || remedy).toBeTruthy();
  });
});
