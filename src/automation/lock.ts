import { hostname } from "node:os";
import type { Stack } from "@pulumi/pulumi/automation";
import { Failure } from "../common/errors";
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
function holdersIn(message: string): Holder[] | undefined {
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
const describeHolders = (holders: Holder[]): string =>
  holders.map(({ user, host, pid, since }) => `${user}@${host}, process ${pid}, since ${since}`).join("; ") ||
  "another Pulumi";

/** Whether a lock was left behind by processes that have ended, which is only known on this machine. */
const isLeftBehind = (holders: Holder[]): boolean =>
  holders.length > 0 && holders.every(({ host, pid }) => host === hostname() && !isAlive(pid));

/**
 * Runs an operation on a stack, a second time if a lock that a killed process has left behind made it fail.
 * @throws Failure if someone else holds the lock.
 */
export async function unlocking<T>(stack: Stack, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const holders = holdersIn((error as Error).message);
    if (!holders) throw error;
    if (!isLeftBehind(holders)) throw await lockedBy(holders, stack);
    await stack.cancel();
    return operation();
  }
}

async function lockedBy(holders: Holder[], { name, workspace }: Stack): Promise<Failure> {
  const project = await workspace.projectSettings();
  return new Failure(
    `The stack ${name} of ${project.name} is locked by ${describeHolders(holders)}. ` +
      "Wait for it to end. If it no longer runs, remove its lock with " +
      `\`pulumi cancel --cwd ${workspace.workDir} --stack ${name}\`.`,
  );
}
