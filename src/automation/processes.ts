import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether a process runs on this machine, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When a process started, as the operating system reports it: distinguishes it from a later process with the same id.
 * Undefined if there is no such process, or if the system does not report it.
 */
export function startOf(pid: number): string | undefined {
  if (process.platform === "linux") return ticksOf(pid);
  const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { env, encoding: "utf8" });
  return stdout?.trim() || undefined;
}

/** Ticks since boot. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html, field 22. */
function ticksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command's name in parentheses, which may contain anything.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
