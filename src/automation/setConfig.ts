import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ConfigMap, Stack, Workspace } from "@pulumi/pulumi/automation";

/**
 * Sets values of a stack's configuration. Those that are secret are not passed as arguments, as Pulumi's SDK would do:
 * every user of this machine can read those of a running process.
 * @throws Error with what Pulumi prints.
 */
export async function setConfig({ name, workspace }: Stack, values: ConfigMap): Promise<void> {
  const entries = Object.entries(values);
  const plain = entries.filter(([, { secret }]) => !secret);
  if (plain.length) await workspace.setAllConfig(name, Object.fromEntries(plain));
  for (const [key, { value, secret }] of entries) if (secret) await setSecret(workspace, name, key, value);
}

/** The command reads a value that is not given from its standard input. */
async function setSecret(
  { pulumiCommand, workDir, envVars }: Workspace,
  stack: string,
  key: string,
  value: string,
): Promise<void> {
  const args = ["config", "set", "--secret", "--stack", stack, "--non-interactive", key];
  const env = { ...process.env, ...envVars };
  const running = promisify(execFile)(pulumiCommand.command, args, { cwd: workDir, env });
  // A command that ends before it has read the value says why.
  running.child.stdin!.on("error", () => undefined).end(value);
  await running;
}
