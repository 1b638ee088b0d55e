import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDefinition, fargateSize } from "../../../src/orchestrators/ecs/size";
import { InvalidConfig } from "../../../src/workload/problems";

const CORES = fc.double({ min: 0.05, max: 16, noNaN: true });
const MEBIBYTES = fc.integer({ min: 32, max: 65536 });

describe("a task's size", () => {
  it.each([
    [0.25, 128, 256, 512],
    [0.25, 512, 256, 512],
    [0.25, 513, 256, 1024],
    [0.25, 1025, 256, 2048],
    [0.25, 2049, 512, 3072],
    [0.26, 512, 512, 1024],
    [1.5, 128, 2048, 4096],
    [4, 30721, 8192, 32768],
    [8, 61441, 16384, 65536],
    [16, 65536, 16384, 65536],
  ])("for %d cores and %i MiB is %i units and %i MiB", (cores, mebibytes, cpu, memory) => {
    expect(fargateSize(cores, mebibytes)).toEqual({ cpu, memory });
  });

  it("is never smaller than required, nor larger than necessary", () => {
    fc.assert(
      fc.property(CORES, MEBIBYTES, (cores, mebibytes) => {
        const { cpu, memory } = fargateSize(cores, mebibytes);
        expect(cpu).toBeGreaterThanOrEqual(cores * 1024);
        expect(memory).toBeGreaterThanOrEqual(mebibytes);
        // Fargate offers 2 to 8 GiB per core.
        expect(memory).toBeGreaterThanOrEqual(2 * cpu);
        expect(memory).toBeLessThanOrEqual(8 * cpu);
        // A size is the smallest for itself.
        expect(fargateSize(cpu / 1024, memory)).toEqual({ cpu, memory });
        // Half the CPU would do, but does not come with this much memory.
        if (cpu > 256 && cpu / 2 >= cores * 1024) expect(mebibytes).toBeGreaterThan(3.75 * cpu - 1);
      }),
    );
  });

  it("grows with what is required", () => {
    fc.assert(
      fc.property(CORES, CORES, MEBIBYTES, MEBIBYTES, (cores, otherCores, mebibytes, otherMebibytes) => {
        const small = fargateSize(Math.min(cores, otherCores), Math.min(mebibytes, otherMebibytes));
        const large = fargateSize(Math.max(cores, otherCores), Math.max(mebibytes, otherMebibytes));
        expect(large.cpu).toBeGreaterThanOrEqual(small.cpu);
        expect(large.memory).toBeGreaterThanOrEqual(small.memory);
      }),
    );
  });

  it("has a maximum", () => {
    expect(fargateSize(16, 122880)).toEqual({ cpu: 16384, memory: 122880 });
    expect(() => fargateSize(16, 122881)).toThrow(InvalidConfig);
    expect(() => fargateSize(16, 122881)).toThrow(
      "podium:cpu must be at most 16 cores, with at most 122880 MiB of memory, the largest task of Fargate, " +
        'got "16, with 122881 MiB"',
    );
    expect(() => fargateSize(16.1, 512)).toThrow(InvalidConfig);
  });
});

describe("the variables of a task", () => {
  const check =
    (bytes: number, secrets = {}) =>
    () =>
      checkDefinition({ env: { A: "a", B: "b".repeat(bytes) }, secrets });

  it("have room in a task definition", () => {
    const most =
      56 * 1024 -
      JSON.stringify([
        { name: "A", value: "a" },
        { name: "B", value: "" },
      ]).length +
      3;
    expect(check(most)).not.toThrow();
    expect(check(most + 1)).toThrow(
      "podium:env.B must be shorter, since all variables and commands together have at most 56 KiB in a task definition",
    );
    expect(check(most, { SECRET: "s" })).toThrow("podium:env.B must be shorter");
  });

  it("share it with the commands", () => {
    const long = ["/app", "x".repeat(57 * 1024)];
    const none = { env: {}, secrets: {} };
    const health = { path: "/", interval: 5, timeout: 2, failures: 3, command: long };
    const rule = "must be shorter, since all variables and commands together have at most 56 KiB";
    expect(() => checkDefinition({ ...none, command: long })).toThrow(`podium:command ${rule}`);
    expect(() => checkDefinition({ ...none, args: long })).toThrow(`podium:args ${rule}`);
    expect(() => checkDefinition({ ...none, health })).toThrow(`podium:health.command ${rule}`);
    expect(() => checkDefinition({ ...none, command: ["/app"], args: ["-v"] })).not.toThrow();
  });
});
