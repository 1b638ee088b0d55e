import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import type { State } from "./checkpoint";

// Not by the SDK's own methods: these decrypt the secrets, and write them to a temporary file.

/** The state of a stack; secrets in it are encrypted. */
export async function exportState(stack: Stack): Promise<State> {
  return JSON.parse(await run(stack, "stack", "export")) as State;
}

/** Replaces the state of a stack. */
export async function importState(stack: Stack, state: State): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "podium-"));
  const file = join(folder, "state.json");
  try {
    await writeFile(file, JSON.stringify(state), { mode: 0o600 });
    await run(stack, "stack", "import", "--file", file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The SDK's types leave out what each of its own commands goes through. */
interface Runner {
  run(args: string[], folder: string, env: Record<string, string>): Promise<{ stdout: string }>;
}

/** Runs one command of Pulumi, and returns what it prints. */
async function run({ name, workspace }: Stack, ...args: string[]): Promise<string> {
  const { pulumiCommand, workDir, envVars } = workspace;
  const runner = pulumiCommand as unknown as Runner;
  return (await runner.run([...args, "--stack", name], workDir, envVars)).stdout;
}
