import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { finding, NotSupported, type Procedure, requireEngine } from "./procedure";

/** Ticks per second in which Linux reports CPU time. */
const TICKS = 100;
const IDLE_SECONDS = 10;

interface Process {
  pid: number;
  command: string;
  /** Resident memory in MiB. */
  memory: number;
  /** CPU time since its start, in seconds. */
  cpu: number;
}

/** Measures the engine's own processes while the deployment is idle. Processes that engines share count for each of them. */
export const footprint: Procedure = async (site, { stop }, report) => {
  requireEngine(site);
  const patterns = patternsFor(site);
  report(`watching the engine's processes for ${IDLE_SECONDS} s`);
  const before = await processes(patterns);
  if (!before.length) throw new NotSupported("no process of the engine was found on this machine");
  await sleep(IDLE_SECONDS * 1000, undefined, { signal: stop });
  const after = await processes(patterns);
  const used = after.reduce((sum, { pid, cpu }) => {
    const earlier = before.find((each) => each.pid === pid);
    return sum + (earlier ? cpu - earlier.cpu : 0);
  }, 0);
  return finding(
    [],
    {
      memory: Math.round(after.reduce((sum, { memory }) => sum + memory, 0)),
      cpu: Math.round((1000 * used) / IDLE_SECONDS) / 10,
    },
    Object.fromEntries(
      after.map(({ pid, command, memory }) => [`${nameOf(command)} (${pid})`, `${memory} MiB`]),
    ),
  );
};

function patternsFor({
  probe,
  orchestrator: { title, processes: patterns },
}: Parameters<Procedure>[0]): RegExp[] {
  if (process.platform !== "linux") throw new NotSupported("processes can be measured on Linux only");
  if (probe.reachable && probe.kind !== "real")
    throw new NotSupported(`the overhead of the ${probe.kind} says nothing about ${title}`);
  if (!patterns || (probe.reachable && !probe.local))
    throw new NotSupported("the engine does not run on this machine");
  return patterns;
}

/** The command without its arguments, which may contain secrets. */
const nameOf = (command: string) => /^(?:\S*\/)?(\S+(?: [a-z-]*[a-z](?= |$))?)/.exec(command)?.[1] ?? command;

async function processes(patterns: RegExp[]): Promise<Process[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(pids.map(readProcess));
  return found
    .filter((each) => each !== undefined)
    .filter(({ command }) => patterns.some((pattern) => pattern.test(command)));
}

/** Undefined for a process that has just ended and for kernel threads, which have no command line. */
async function readProcess(pid: number): Promise<Process | undefined> {
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
