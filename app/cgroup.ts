import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** The limits in force on this process; null means unlimited. */
export interface Limits {
  /** Cores. */
  cpu: number | null;
  /** MiB. */
  memory: number | null;
  source: "cgroup v2" | "cgroup v1" | null;
}

/** The kernel reports "no limit" in cgroup v1 as a number of bytes at or above this one. */
const V1_UNLIMITED = 2 ** 60;

/** Reads the limits from the cgroup file system. Tests pass a root directory of their own. */
export function readLimits(root = "/"): Limits {
  const mount = join(root, "sys/fs/cgroup");
  const own = ownCgroups(join(root, "proc/self/cgroup"));
  if (existsSync(join(mount, "cgroup.controllers"))) {
    const levels = levelsOf(mount, own.get("") ?? "/");
    return {
      source: "cgroup v2",
      cpu: cores(tightest(levels, v2Cpu)),
      memory: mebibytes(tightest(levels, (directory) => number(join(directory, "memory.max")))),
    };
  }
  const cpu = ["cpu", "cpu,cpuacct", "cpuacct,cpu"].find((name) => existsSync(join(mount, name)));
  const memory = existsSync(join(mount, "memory"));
  if (!cpu && !memory) return { cpu: null, memory: null, source: null };
  return {
    source: "cgroup v1",
    cpu: cpu ? cores(tightest(levelsOf(join(mount, cpu), own.get("cpu") ?? "/"), v1Cpu)) : null,
    memory: mebibytes(tightest(levelsOf(join(mount, "memory"), own.get("memory") ?? "/"), v1Memory)),
  };
}

/** Maps each controller to the path of its cgroup. The controller of cgroup v2 is the empty string. */
function ownCgroups(file: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of (content(file) ?? "").split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers?.split(",") ?? []) paths.set(controller, path ?? "/");
  }
  return paths;
}

/**
 * The directories from the mount point down to the process's own cgroup. Which of them exist depends on the runtime:
 * with a cgroup namespace, the path is "/"; without one, the mount may already be the container's own directory.
 */
function levelsOf(mount: string, path: string): string[] {
  const parts = posix.resolve("/", path).split("/").filter(Boolean);
  return [mount, ...parts.map((_, index) => join(mount, ...parts.slice(0, index + 1)))];
}

/** A limit at any level applies to everything below it. */
function tightest(levels: string[], read: (directory: string) => number | null): number | null {
  const found = levels.map(read).filter((limit) => limit !== null);
  return found.length > 0 ? Math.min(...found) : null;
}

function v2Cpu(directory: string): number | null {
  const [quota, period] = (content(join(directory, "cpu.max")) ?? "max").split(" ").map(Number);
  return quota && period ? quota / period : null;
}

function v1Cpu(directory: string): number | null {
  const quota = number(join(directory, "cpu.cfs_quota_us"));
  const period = number(join(directory, "cpu.cfs_period_us"));
  return quota && period && quota > 0 ? quota / period : null;
}

function v1Memory(directory: string): number | null {
  const limit = number(join(directory, "memory.limit_in_bytes"));
  return limit !== null && limit < V1_UNLIMITED ? limit : null;
}

function number(file: string): number | null {
  const text = content(file);
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}

function content(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}

function cores(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}

function mebibytes(bytes: number | null): number | null {
  return bytes === null ? null : Math.round((bytes / 2 ** 20) * 100) / 100;
}
