import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { NOTHING, podium } from "../command";

describe("podium", () => {
  it.each([["--help"], ["up", "--help"], ["--version"]])(
    "prints to stdout and exits with 0: %s %s",
    async (...args) => {
      const { code, stdout } = await podium(args, NOTHING);
      expect(code).toBe(0);
      expect(stdout).not.toBe("");
    },
  );

  it("shows examples for each command", async () => {
    for (const command of ["start", "plan", "diff", "up", "status", "logs", "down", "doctor"]) {
      const { stdout } = await podium([command, "--help"], NOTHING);
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

describe("podium on a machine with no engine", () => {
  it("plans all orchestrators on start, shows what is missing and how to get it, and exits with 0", async () => {
    const { code, stdout, stderr } = await podium(["start"], NOTHING);
    expect(code).toBe(0);
    expect(stderr).toContain("No engine was found on this machine");
    expect(stdout).toContain("How faithfully each expresses the contract");
    expect(stdout).toContain("Nothing was deployed");
    expect(stdout).toContain("to get it: ");
    expect(stdout).toMatch(/The Pulumi CLI is not on the PATH\. .* to install it yourself: curl -fsSL/);
  });

  it("exits with 1 on up, and shows the next step", async () => {
    const { code, stderr } = await podium(["up"], NOTHING);
    expect(code).toBe(1);
    expect(stderr).toContain("podium doctor");
  });

  it("reports on up that a named engine cannot be reached, without a stack trace", async () => {
    const { code, stderr } = await podium(["up", "nomad"], NOTHING);
    expect(code).toBe(1);
    expect(stderr).toMatch(/HashiCorp Nomad cannot be reached: .*\. To get it: /);
    expect(stderr).not.toContain("    at ");
  });

  it("reports with doctor what was found and how to get the rest", async () => {
    const { code, stdout } = await podium(["doctor", "--json"], NOTHING);
    expect(code).toBe(0);
    const findings = JSON.parse(stdout) as { what: string; found: boolean; remedy?: string }[];
    expect(findings.filter(({ found }) => !found).length).toBe(ORCHESTRATOR_NAMES.length + 2);
    expect(findings.map(({ what }) => what)).toContain("Registry");
    for (const { found, remedy } of findings) expect(found || remedy).toBeTruthy();
  });
});
