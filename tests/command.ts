import { spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(__dirname, "..");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end, in the project's root unless told otherwise. */
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

/** The command's file. */
export const PODIUM = join(ROOT, "bin", "podium.js");

/** Runs `podium ARGS`. */
export const podium = (args: string[], env?: NodeJS.ProcessEnv) =>
  run(process.execPath, [PODIUM, ...args], { env });

/** An environment in which no engine, no registry, no account and no Pulumi CLI is found. */
export const NOTHING: NodeJS.ProcessEnv = {
  PATH: "/nowhere",
  HOME: "/nowhere",
  KUBECONFIG: "/nowhere",
  DOCKER_HOST: "tcp://127.0.0.1:9",
  PODIUM_REGISTRY: "127.0.0.1:9",
  NOMAD_ADDR: "http://127.0.0.1:9",
  MARATHON_URL: "http://127.0.0.1:9",
  SERVICE_FABRIC_ENDPOINT: "http://127.0.0.1:9",
  AWS_EC2_METADATA_DISABLED: "true",
};
