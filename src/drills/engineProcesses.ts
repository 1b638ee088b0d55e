import { readdir, readFile } from "node:fs/promises";
import { reasonOf } from "../common/reason";
import { NotSupported, requireEngine } from "./procedure";
import type { Site } from "./site";

/** Ticks per second in which Linux reports CPU time. */
const TICKS = 100;

/** One of an engine's processes, as it is at a moment. */
export interface EngineProcess {
  pid: number;
  command: string;
  /** Resident memory in MiB. */
  memory: number;
  /** CPU time since its start, in seconds. */
  cpu: number;
}

/**
 * The engine's own processes, including the container runtime but not the helpers beside each container. Processes that
 * engines share are among those of each of them.
 * @throws NotSupported if they cannot be measured.
 */
export async function engineProcesses(site: Site): Promise<EngineProcess[]> {
  requireEngine(site);
  const found = await processes(patternsFor(site));
  if (!found.length) throw new NotSupported("no process of the engine was found on this machine");
  return found;
}

/** An engine's processes at a moment, or why they cannot be measured. */
export type Use = EngineProcess[] | string;

/** See `engineProcesses`; for drills that measure other things as well. */
export const useOf = (site: Site): Promise<Use> =>
  engineProcesses(site).catch((error: unknown) => reasonOf(error));

/** Their resident memory together, in MiB. */
export const memoryOf = (processes: EngineProcess[]): number =>
  processes.reduce((sum, { memory }) => sum + memory, 0);

/** Seconds of CPU time that processes have used from one moment to another. */
export const cpuBetween = (before: EngineProcess[], after: EngineProcess[]): number =>
  after.reduce((sum, { pid, cpu }) => {
    const earlier = before.find((each) => each.pid === pid);
    return sum + (earlier ? cpu - earlier.cpu : 0);
  }, 0);

function patternsFor({ probe, orchestrator: { title, processes: patterns } }: Site): RegExp[] {
  if (process.platform !== "linux") throw new NotSupported("processes can be measured on Linux only");
  if (probe.reachable && probe.kind !== "real")
    throw new NotSupported(`the overhead of the ${probe.kind} says nothing about ${title}`);
  if (!patterns || (probe.reachable && !probe.local))
    throw new NotSupported("the engine does not run on this machine");
  return patterns;
}

async function processes(patterns: RegExp[]): Promise<EngineProcess[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(pids.map(readProcess));
  return found
    .filter((each) => each !== undefined)
    .filter(({ command }) => patterns.some((pattern) => pattern.test(command)));
}

/** Undefined for a process that has just ended and for kernel threads, which have no command line. */
async function readProcess(pid: number): Promise<EngineProcess | undefined> {
  try {
    const [commandLine, status, stat] = await Promise.all(
      ["cmdline", "status", "stat"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8")),
    );
    const command = commandLine!.split("\0").join(" ").trim();
    const memory = Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status!)?.[1] ?? 0) / 1024);
    // The name, in parentheses, may contain anything; user and system time are fields 14 and 15.
    const fields = stat!.slice(stat!.lastIndexOf(")") + 2).split(" ");
    return command
      ? { pid, command, memory, cpu: (Number(fields[11]) + Number(fields[12])) / TICKS }
      : undefined;
  } catch {
    return undefined;
  }
}
