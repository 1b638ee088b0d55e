import { describe, expect, it } from "vitest";
import { checkLimits, resources } from "../../../src/orchestrators/aci/limits";
import { InvalidConfig } from "../../../src/workload/problems";
import { workloadOf } from "../../program";

describe("the limits of ACI", () => {
  it.each([22, 1025, 1027, 3389, 3399, 9999, 19000, 19080, 19100, 19390, 20000, 30000, 49152, 65534])(
    "exclude port %i, which Azure reserves",
    (publicPort) => {
      expect(() => checkLimits(workloadOf({ publicPort }))).toThrow(
        "podium:publicPort must not be a port that Azure Container Instances reserves: 22, 1025-1027, 3389-3399, 9999, " +
          `19000, 19080, 19100, 19390, 20000-30000, 49152-65534, got ${publicPort}`,
      );
    },
  );

  it.each([
    1, 21, 23, 1024, 1028, 3388, 3400, 9998, 10000, 18999, 19001, 19079, 19081, 19099, 19101, 19389, 19391,
    19999, 30001, 49151, 65535,
  ])("allow port %i", (publicPort) => {
    expect(() => checkLimits(workloadOf({ publicPort }))).not.toThrow();
  });

  it("exclude a name that Azure does not accept for container groups", () => {
    expect(() => checkLimits(workloadOf({ name: "web--1" }))).toThrow(
      "podium:name must not have two hyphens in a row, which Azure does not accept in a container group's name, " +
        'got "web--1"',
    );
    expect(() => checkLimits(workloadOf({ name: "we-b-1" }))).not.toThrow();
  });

  it("exclude arguments without a command, since Azure would take the first of them for the program", () => {
    expect(() => checkLimits(workloadOf({ args: ["--fast"] }))).toThrow(
      "podium:args needs podium:command, since Azure has one command line, which replaces the image's entry point, too " +
        "(to set that, run `pulumi config set --type string --path 'podium:command[0]' PROGRAM`). " +
        "Remove it: `pulumi config rm podium:args`",
    );
    expect(() => checkLimits(workloadOf({ args: ["--fast"], command: ["/app/server"] }))).not.toThrow();
  });

  it("exclude a port of the health check that Azure reserves", () => {
    expect(() => checkLimits(workloadOf({ health: { port: 9999 } }))).toThrow(
      /^podium:health\.port must not be/,
    );
    expect(() => checkLimits(workloadOf({ readiness: { port: 9999 } }))).toThrow(
      /^podium:readiness\.port must not be a port that Azure Container Instances reserves/,
    );
    const checks = { health: { port: 9000 }, readiness: { port: 9000 } };
    expect(() => checkLimits(workloadOf(checks))).not.toThrow();
  });

  it("are reported together", () => {
    const check = () => checkLimits(workloadOf({ name: "web--1", publicPort: 22 }));
    expect(check).toThrow(InvalidConfig);
    expect(check).toThrow(/podium:name [^]*podium:publicPort /);
  });

  it.each([
    [0.05, 1],
    [1, 1],
    [1.01, 1.1],
    [1.1, 1.1],
    [2.25, 2.3],
    [16, 16],
  ])("turn %d cores into %d", (cpu, granted) => {
    const amount = { cpu: granted, memoryInGB: 1 };
    expect(resources({ cpu, memory: 32 })).toEqual({ requests: amount, limits: amount });
  });

  it("leave every tenth of a core as it is", () => {
    for (let tenths = 10; tenths <= 160; tenths++)
      expect(resources({ cpu: tenths / 10, memory: 32 }).limits.cpu).toBe(tenths / 10);
  });

  it.each([
    [1024, 1],
    [1025, 1.1],
    [1536, 1.5],
    [65536, 64],
  ])("turn %d MiB into %d GB", (memory, granted) => {
    const amount = { cpu: 1, memoryInGB: granted };
    expect(resources({ cpu: 1, memory })).toEqual({ requests: amount, limits: amount });
  });
});
