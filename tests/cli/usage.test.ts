import { describe, expect, it } from "vitest";
import { ORCHESTRATOR_NAMES } from "../../src/orchestrators";
import { NOTHING, podium } from "../command";

describe("podium", () => {
  it.each([["--help"], ["up", "--help"], ["--version"]])(
    "%s %s answers and exits with 0",
    async (...args) => {
      const { code, stdout } = await podium(args, NOTHING);
      expect(code).toBe(0);
      expect(stdout).not.toBe("");
    },
  );

  it("gives examples with each command", async () => {
    for (const command of ["start", "plan", "diff", "up", "status", "logs", "down", "doctor"]) {
      const { stdout } = await podium([command, "--help"], NOTHING);
      expect(stdout).toContain(`$ npx podium ${command}`);
    }
  });

  it("exits with 2 on an unknown orchestrator, and names those that there are", async () => {
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
  it("start plans all seven, says what is missing and how to get it, and exits with 0", async () => {
    const { code, stdout, stderr } = await podium(["start"], NOTHING);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("How faithfully each expresses the contract");
    expect(stdout).toContain("No engine answers on this machine");
    expect(stdout).toContain("get it with: ");
    expect(stdout).toMatch(/The Pulumi CLI is not on the PATH: .* Or get it with: curl -fsSL/);
  });

  it("up exits with 1 and tells the next step", async () => {
    const { code, stderr } = await podium(["up"], NOTHING);
    expect(code).toBe(1);
    expect(stderr).toContain("podium doctor");
  });

  it("up of one that does not answer says so, without a stack trace", async () => {
    const { code, stderr } = await podium(["up", "nomad"], NOTHING);
    expect(code).toBe(1);
    expect(stderr).toMatch(/HashiCorp Nomad cannot be deployed to: .*\. Get it with: /);
    expect(stderr).not.toContain("    at ");
  });

  it("doctor tells of everything whether it was found", async () => {
    const { code, stdout } = await podium(["doctor", "--json"], NOTHING);
    expect(code).toBe(0);
    const findings = JSON.parse(stdout) as { what: string; found: boolean; remedy?: string }[];
    expect(findings.filter(({ found }) => !found).length).toBe(ORCHESTRATOR_NAMES.length + 2);
    expect(findings.map(({ what }) => what)).toContain("Registry");
    for (const { found, remedy } of findings) expect(found || remedy).toBeTruthy();
  });
});
