import { describe, expect, it } from "vitest";
import { readLimits } from "../../app/cgroup";
import { directoryWith } from "./support/files";

const limits = (files: Record<string, string>) => readLimits(directoryWith(files));

const V2 = "sys/fs/cgroup";
const controllers = { [`${V2}/cgroup.controllers`]: "cpu memory pids\n" };

describe("cgroup v2", () => {
  it("reads the limits of the container's own root", () => {
    expect(
      limits({
        ...controllers,
        "proc/self/cgroup": "0::/\n",
        [`${V2}/cpu.max`]: "25000 100000\n",
        [`${V2}/memory.max`]: "134217728\n",
      }),
    ).toEqual({ cpu: 0.25, memory: 128, source: "cgroup v2" });
  });

  it("returns null for a limit of max", () => {
    expect(
      limits({ ...controllers, [`${V2}/cpu.max`]: "max 100000\n", [`${V2}/memory.max`]: "max\n" }),
    ).toEqual({ cpu: null, memory: null, source: "cgroup v2" });
  });

  it("returns null on a host, where the root cgroup has no limit files", () => {
    expect(limits(controllers)).toEqual({ cpu: null, memory: null, source: "cgroup v2" });
  });

  it("returns the tightest limit of the process's own cgroup and those above it", () => {
    expect(
      limits({
        ...controllers,
        "proc/self/cgroup": "0::/pod/container\n",
        [`${V2}/pod/cpu.max`]: "50000 100000\n",
        [`${V2}/pod/memory.max`]: "268435456\n",
        [`${V2}/pod/container/cpu.max`]: "150000 100000\n",
        [`${V2}/pod/container/memory.max`]: "67108864\n",
        [`${V2}/other/memory.max`]: "1048576\n",
      }),
    ).toEqual({ cpu: 0.5, memory: 64, source: "cgroup v2" });
  });

  it("falls back to the mount point when the path of its own cgroup is not visible", () => {
    expect(
      limits({
        ...controllers,
        "proc/self/cgroup": "0::/../../system.slice/docker-1.scope\n",
        [`${V2}/cpu.max`]: "100000 100000\n",
        [`${V2}/memory.max`]: "100663296\n",
      }),
    ).toEqual({ cpu: 1, memory: 96, source: "cgroup v2" });
  });
});

describe("cgroup v1", () => {
  const quota = (directory: string, value: string) => ({
    [`${V2}/${directory}/cpu.cfs_quota_us`]: `${value}\n`,
    [`${V2}/${directory}/cpu.cfs_period_us`]: "100000\n",
  });
  const memory = (directory: string, value: string) => ({
    [`${V2}/${directory}/memory.limit_in_bytes`]: `${value}\n`,
  });

  it("reads the limits when the mount is the container's own directory", () => {
    expect(
      limits({
        "proc/self/cgroup": "4:memory:/docker/1\n3:cpu,cpuacct:/docker/1\n0::/\n",
        ...quota("cpu,cpuacct", "33333"),
        ...memory("memory", "134217728"),
      }),
    ).toEqual({ cpu: 0.333, memory: 128, source: "cgroup v1" });
  });

  it("reads the limits of a nested cgroup", () => {
    expect(
      limits({
        "proc/self/cgroup": "4:memory:/docker/1\n3:cpu:/docker/1\n",
        ...quota("cpu", "-1"),
        ...quota("cpu/docker/1", "200000"),
        ...memory("memory", "9223372036854771712"),
        ...memory("memory/docker/1", "536870912"),
      }),
    ).toEqual({ cpu: 2, memory: 512, source: "cgroup v1" });
  });

  it("recognizes the kernel's numbers for no limit", () => {
    for (const sentinel of ["9223372036854771712", "9223372036854710272", "9223372036854775807"]) {
      expect(limits({ ...quota("cpu", "-1"), ...memory("memory", sentinel) })).toEqual({
        cpu: null,
        memory: null,
        source: "cgroup v1",
      });
    }
  });
});

it("returns null without a cgroup file system", () => {
  expect(limits({})).toEqual({ cpu: null, memory: null, source: null });
});
