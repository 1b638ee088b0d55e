import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { split } from "shlex";
import { WrongUsage } from "../common/errors";
import { withoutSecrets } from "../common/secrets";

/** What stands for the node's name in a command. */
const NODE = "{node}";
/** Seconds that a command may take. */
const TIMEOUT_SECONDS = 300;
/** Milliseconds for what it has written before it ended. */
const LAST_WORDS = 500;

/**
 * The words of a command that is given as one option. No shell runs it, so that a node's name can be nothing but an argument.
 * @throws WrongUsage if it is no command, or has no place for the node's name.
 */
export function parseNodeCommand(option: string, text: string): string[] {
  const [command, ...args] = wordsOf(option, text);
  if (!command) throw new WrongUsage(`${option} must be a command, such as \`docker stop ${NODE}\`.`);
  if (![command, ...args].some((word) => word.includes(NODE)))
    throw new WrongUsage(
      `${option} must contain ${NODE}, which is replaced by the node's name, e.g. \`docker stop ${NODE}\`.`,
    );
  // The next session may start it from another folder.
  return [/[\\/]/.test(command) ? resolve(command) : command, ...args];
}

function wordsOf(option: string, text: string): string[] {
  try {
    return split(text);
  } catch {
    throw new WrongUsage(`${option} has a quotation mark without its counterpart: ${text}`);
  }
}

/** A command for one node. */
export const commandFor = (words: string[], node: string): string[] =>
  words.map((word) => word.replaceAll(NODE, () => node));

/**
 * Runs a command to its end. Ctrl-C does not reach it: a node that is half stopped is of no use to anybody.
 * @throws Error with the end of what it has written to stderr.
 */
export async function run([command, ...args]: string[]): Promise<void> {
  const child = spawn(command!, args, { stdio: ["ignore", "ignore", "pipe"], detached: true });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2000)));
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_SECONDS * 1000);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((ended, failed) => {
    child.on("error", failed);
    // Not "close", which waits for whatever it has left running with the same stderr.
    child.on("exit", (...how) => ended(how));
  }).finally(() => clearTimeout(timer));
  // What it has written last may not have arrived yet.
  await Promise.race([once(child.stderr, "end"), sleep(LAST_WORDS)]);
  child.stderr.destroy();
  if (code === 0) return;
  const how = signal ? `ended by ${signal}` : `exit code ${code}`;
  const last = withoutSecrets(output.trim().split("\n").at(-1) ?? "");
  throw new Error(`${command}: ${how}${last && `: ${last}`}`);
}
