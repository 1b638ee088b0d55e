import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { bundle } from "../../../app/bundle";

type Env = Record<string, string>;

/** How a process ended. */
export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** When, in milliseconds of the monotonic clock. */
  at: number;
}

/** The bundled service, running as a process of its own. */
export interface Running {
  port: number;
  url: string;
  pid: number;
  kill(signal: NodeJS.Signals): void;
  /** The lines of its log. */
  events(): Record<string, unknown>[];
  ended: Promise<End>;
}

const children = new Set<ChildProcess>();

/** Kills what a test has left running. */
export function killAll(): void {
  for (const child of children) child.kill("SIGKILL");
}

/** Runs the bundled service to its end, with only the given environment. */
export async function run(args: string[], env: Env): Promise<End> {
  return (await launch(args, env)).ended;
}

/** Starts the bundled service on a free port and waits until it listens. */
export async function start(env: Env = {}): Promise<Running> {
  const { child, output, ended } = await launch([], { PORT: "0", ...env });
  const events = (): Record<string, unknown>[] =>
    output.stdout
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout!.on("data", () => {
      const started = events().find(({ event }) => event === "started");
      if (started) resolve(started.port as number);
    });
    void ended.then((end) => reject(new Error(`ended before it listened: ${end.stderr}`)));
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    kill: (signal) => void child.kill(signal),
    events,
    ended,
  };
}

/** Starts the bundled service without waiting for anything. */
export async function launch(args: string[], env: Env) {
  const directory = await bundle();
  const child = spawn(process.execPath, [join(directory, "dist", "server.js"), ...args], { env });
  children.add(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  let exitedAt = 0;
  child.once("exit", () => (exitedAt = performance.now()));
  const ended = new Promise<End>((resolve) => {
    child.once("close", (code, signal) => {
      children.delete(child);
      resolve({ code, signal, ...output, at: exitedAt });
    });
  });
  return { child, output, ended };
}
