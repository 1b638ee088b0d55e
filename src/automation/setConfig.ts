import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ConfigMap, Workspace } from "@pulumi/pulumi/automation";
import { STACK } from "./projects";

/**
 * Sets values of a stack's configuration. Those that are secret are not passed as arguments, as Pulumi's SDK would do:
 * every user of this machine can read those of a running process.
 * @throws Error with what Pulumi prints.
 */
export async function setConfig(workspace: Workspace, values: ConfigMap): Promise<void> {
  const entries = Object.entries(values);
  const plain = entries.filter(([, { secret }]) => !secret);
  if (plain.length) await workspace.setAllConfig(STACK, Object.fromEntries(plain));
  for (const [key, { value, secret }] of entries) if (secret) await setSecret(workspace, key, value);
}

/** The command reads a value that is not given from its standard input. */
async function setSecret(
  { pulumiCommand, workDir, envVars }: Workspace,
  key: string,
  value: string,
): Promise<void> {
  const args = ["config", "set", "--secret", "--stack", STACK, "--non-interactive", key];
  const env = { ...process.env, ...envVars };
  const running = promisify(execFile)(pulumiCommand.command, args, { cwd: workDir, env });
  // A command that ends before it has read the value says why.
  running.child.stdin!.on("error", () => undefined).end(value);
  await running;
}
