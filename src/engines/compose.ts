import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { coerce, gte } from "semver";
import { Failure } from "../common/errors";
import { ROOT } from "../common/paths";

/** The file that describes the engines. */
export const COMPOSE_FILE = join(ROOT, "engines", "compose.yaml");
/** Its `name`, by which Docker Compose knows its containers, whatever the environment says. */
export const PROJECT = "podium-engines";

/** The first version with `configs.content`. https://github.com/docker/compose/releases/tag/v2.23.1 */
const OLDEST = "2.23.1";
const GET_IT = "https://docs.docker.com/compose/install/";

/** Docker Compose: a plugin of the `docker` command, or a command of its own. */
export interface Compose {
  /** The command and its first arguments, e.g. `docker compose`. */
  command: string[];
  env: NodeJS.ProcessEnv;
}

/** A command of Docker Compose has failed. */
export class ComposeError extends Error {
  constructor(
    /** What it has written to stderr. */
    readonly output: string,
  ) {
    super(output.trim().split("\n").at(-1) || "Docker Compose has failed without a message");
  }
}

/**
 * Finds Docker Compose.
 * @param env what it runs with, apart from this process's own environment.
 * @throws Failure that names what is missing and how to get it.
 */
export async function findCompose(env: NodeJS.ProcessEnv = {}): Promise<Compose> {
  // Neither another project's name nor its profiles are meant for these engines.
  const all = { ...process.env, COMPOSE_PROFILES: "", COMPOSE_REMOVE_ORPHANS: "", ...env };
  for (const command of [["docker", "compose"], ["docker-compose"]]) {
    const version = await execute(command, ["version", "--short"], all).catch(() => undefined);
    if (version === undefined) continue;
    const found = coerce(version);
    if (found && gte(found, OLDEST)) return { command, env: all };
    throw new Failure(
      `\`${command.join(" ")}\` is version ${version.trim()}, and engines need ${OLDEST} or later: ${GET_IT}`,
    );
  }
  throw new Failure(
    `Docker Compose, which starts engines, is neither a plugin of \`docker\` nor on the PATH as docker-compose. To get it: ${GET_IT}`,
  );
}

/**
 * Runs a command of Docker Compose on the engines.
 * @param onLine receives each line of its progress.
 * @returns what it has written to stdout.
 * @throws ComposeError
 */
export const compose = (
  { command, env }: Compose,
  args: string[],
  options: { onLine?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<string> =>
  execute(
    command,
    ["--file", COMPOSE_FILE, "--project-name", PROJECT, "--ansi", "never", "--progress", "plain", ...args],
    env,
    options,
  );

function execute(
  [command, ...first]: string[],
  args: string[],
  env: NodeJS.ProcessEnv,
  { onLine, signal }: { onLine?: (line: string) => void; signal?: AbortSignal } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command!, [...first, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    // It then stops what it has begun.
    signal?.addEventListener("abort", () => child.kill("SIGINT"));
    let stdout = "";
    const lines: string[] = [];
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    createInterface(child.stderr).on("line", (line) => {
      lines.push(line);
      onLine?.(line.trim());
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(stdout) : reject(new ComposeError(lines.join("\n")))));
  });
}
