import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = join(__dirname, "..");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command until it exits, in the project's root by default. */
export function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], ...options });
    const ended: Ended = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (ended.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (ended.stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ended, code }));
  });
}

/**
 * Runs a command that must succeed.
 * @returns what it prints.
 * @throws Error with all that it has said.
 */
export async function checked(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** The file of the `podium` command. */
export const PODIUM = join(ROOT, "bin", "podium.js");

/** Runs `podium ARGS`. */
export const podium = (args: string[], env?: NodeJS.ProcessEnv) =>
  run(process.execPath, [PODIUM, ...args], { env });

/** A folder that does not exist: a new name in each run, so that nobody can have created it. */
export const NOWHERE = join(tmpdir(), `podium-nowhere-${randomUUID()}`);

/** An environment without any engine, registry, account, workload file or Pulumi CLI. */
export const NOTHING: NodeJS.ProcessEnv = {
  PATH: NOWHERE,
  HOME: NOWHERE,
  KUBECONFIG: NOWHERE,
  DOCKER_HOST: "tcp://127.0.0.1:9",
  PODIUM_REGISTRY: "127.0.0.1:9",
  NOMAD_ADDR: "http://127.0.0.1:9",
  MARATHON_URL: "http://127.0.0.1:9",
  SERVICE_FABRIC_ENDPOINT: "http://127.0.0.1:9",
  PODIUM_ENGINES: "",
  PODIUM_WORKLOAD_FILE: "",
  AWS_EC2_METADATA_DISABLED: "true",
};
