import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { compile } from "../../../app/bundle";

type Env = Record<string, string>;

/** How a process ended. */
export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** When it ended, in milliseconds of the monotonic clock. */
  at: number;
}

/** The bundled service, running in its own process. */
export interface Running {
  port: number;
  url: string;
  pid: number;
  kill(signal: NodeJS.Signals): void;
  /** The lines of its log. */
  events(): Record<string, unknown>[];
  ended: Promise<End>;
}

const directory = mkdtempSync(join(tmpdir(), "podium-service-"));
const children = new Set<ChildProcess>();
let program: Promise<string> | undefined;

/** Kills the processes still running and deletes the bundled service. */
export function cleanUp(): void {
  for (const child of children) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
}

/** Runs the bundled service until it ends, with the given environment variables only. */
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

/** Starts the bundled service without waiting for it to listen. */
export async function launch(args: string[], env: Env) {
  const child = spawn(process.execPath, [await (program ??= writeProgram()), ...args], { env });
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

async function writeProgram(): Promise<string> {
  const file = join(directory, "server.js");
  writeFileSync(file, await compile());
  return file;
}
