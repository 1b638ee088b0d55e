import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containerCheck, targetCheck } from "../../../src/orchestrators/ecs/checks";
import { fargateSize } from "../../../src/orchestrators/ecs/size";
import { deploymentPercents } from "../../../src/orchestrators/ecs/update";
import { InvalidWorkload } from "../../../src/workload/workload";

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

  it("is never smaller than asked for, and never needlessly large", () => {
    fc.assert(
      fc.property(CORES, MEBIBYTES, (cores, mebibytes) => {
        const { cpu, memory } = fargateSize(cores, mebibytes);
        expect(cpu).toBeGreaterThanOrEqual(cores * 1024);
        expect(memory).toBeGreaterThanOrEqual(mebibytes);
        // Fargate offers 2 to 8 GiB to a core, but for the smallest size.
        expect(memory).toBeGreaterThanOrEqual(2 * cpu);
        expect(memory).toBeLessThanOrEqual(8 * cpu);
        // Asking for exactly what one has been given gives the same.
        expect(fargateSize(cpu / 1024, memory)).toEqual({ cpu, memory });
        // Half the CPU would have done, but not with so much memory.
        if (cpu > 256 && cpu / 2 >= cores * 1024) expect(mebibytes).toBeGreaterThan(3.75 * cpu - 1);
      }),
    );
  });

  it("grows with what is asked for", () => {
    fc.assert(
      fc.property(CORES, CORES, MEBIBYTES, MEBIBYTES, (cores, otherCores, mebibytes, otherMebibytes) => {
        const small = fargateSize(Math.min(cores, otherCores), Math.min(mebibytes, otherMebibytes));
        const large = fargateSize(Math.max(cores, otherCores), Math.max(mebibytes, otherMebibytes));
        expect(large.cpu).toBeGreaterThanOrEqual(small.cpu);
        expect(large.memory).toBeGreaterThanOrEqual(small.memory);
      }),
    );
  });

  it("has an end", () => {
    expect(() => fargateSize(16, 122881)).toThrow(InvalidWorkload);
    expect(() => fargateSize(16, 122881)).toThrow(
      /podium:cpu is .*122881 MiB.*at most 16 cores and 122880 MiB/,
    );
  });
});

describe("an update in percent", () => {
  it.each([
    [2, { parallelism: 1, surge: 1 }, 150, 100],
    [3, { parallelism: 1, surge: 1 }, 134, 100],
    [3, { parallelism: 1, surge: 0 }, 100, 66],
    [1, { parallelism: 1, surge: 0 }, 100, 0],
    [1, { parallelism: 1, surge: 5 }, 200, 100],
    [4, { parallelism: 3, surge: 1 }, 125, 50],
  ])("of %i replicas with %j is at most %i and at least %i", (replicas, update, maximum, minimumHealthy) => {
    expect(deploymentPercents({ replicas, update: { ...update, rollback: true } })).toEqual({
      maximum,
      minimumHealthy,
    });
  });

  it("means whole tasks once ECS has rounded it", () => {
    const counts = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(counts, counts, fc.integer({ min: 0, max: 100 }), (replicas, parallelism, surge) => {
        const { maximum, minimumHealthy } = deploymentPercents({
          replicas,
          update: { parallelism, surge, rollback: true },
        });
        const most = Math.floor((replicas * maximum) / 100);
        const least = Math.ceil((replicas * minimumHealthy) / 100);
        expect(most).toBe(replicas + Math.min(surge, parallelism, replicas));
        expect(least).toBe(Math.max(0, replicas - Math.max(0, parallelism - surge)));
        // Otherwise ECS could neither start a new task nor stop an old one.
        expect(most).toBeGreaterThan(least);
      }),
    );
  });
});

describe("checks", () => {
  const check = (changes = {}) => ({ path: "/x", interval: 10, timeout: 4, failures: 3, ...changes });

  it("keep what ECS and the load balancer can do", () => {
    expect(containerCheck(check())).toMatchObject({ interval: 10, timeout: 4, retries: 3 });
    expect(targetCheck(check())).toMatchObject({
      path: "/x",
      interval: 10,
      timeout: 4,
      unhealthyThreshold: 3,
    });
  });

  it("are as near as possible to what they cannot do", () => {
    const short = check({ interval: 1, timeout: 1, failures: 1 });
    expect(containerCheck(short)).toMatchObject({ interval: 5, timeout: 2, retries: 1 });
    expect(targetCheck(short)).toMatchObject({ interval: 5, timeout: 2, unhealthyThreshold: 2 });
    const long = check({ interval: 120, timeout: 120 });
    expect(containerCheck(long)).toMatchObject({ interval: 120, timeout: 60 });
    expect(targetCheck(long)).toMatchObject({ interval: 120, timeout: 119 });
  });

  it("of the load balancer never take longer than their interval", () => {
    const seconds = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 120 }), (interval, timeout) => {
        const found = targetCheck(check({ interval, timeout }));
        expect(found.timeout).toBeLessThan(found.interval);
        expect(found.timeout).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
