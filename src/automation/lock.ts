import { hostname } from "node:os";
import { isAlive } from "./processes";

/** Who has locked a stack. */
export interface Holder {
  user: string;
  host: string;
  pid: number;
  /** When, as Pulumi reports it. */
  since: string;
}

/**
 * Who holds the lock that made a Pulumi operation fail, parsed from its message, which is the same for every backend;
 * undefined if it failed for another reason.
 * https://github.com/pulumi/pulumi/blob/master/pkg/backend/diy/lock.go
 */
export function holdersIn(message: string): Holder[] | undefined {
  if (!/currently locked by/.test(message)) return undefined;
  const lines = message.matchAll(/created by (.+)@(\S+) \(pid (\d+)\) at (\S+)/g);
  const found = [...lines].map(([, user = "", host = "", pid, since = ""]): [string, Holder] => [
    `${host} ${pid}`,
    { user, host, pid: Number(pid), since },
  ]);
  // A failed command's message can contain its output twice.
  return [...new Map(found).values()];
}

/** E.g. "jo@laptop, process 4711, since 2026-01-31T10:00:00Z". */
export const describeHolders = (holders: Holder[]): string =>
  holders.map(({ user, host, pid, since }) => `${user}@${host}, process ${pid}, since ${since}`).join("; ") ||
  "another Pulumi";

/** Whether a lock was left behind by processes that have ended, which is only known on this machine. */
export const isLeftBehind = (holders: Holder[]): boolean =>
  holders.length > 0 && holders.every(({ host, pid }) => host === hostname() && !isAlive(pid));
