import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UpdateSummary, Workspace } from "@pulumi/pulumi/automation";
import type { State } from "./checkpoint";
import { type Project, STACK } from "./projects";
import { readLastResult, readState } from "./stateFiles";

// Not by the SDK's own methods: these decrypt the secrets, and write them to a temporary file.

/**
 * The state of a project's stack; secrets in it are encrypted.
 * @throws StackNotFoundError if there is none.
 */
export async function exportState(workspace: Workspace, project: Project): Promise<State> {
  const state = readState(project);
  if (state) return state;
  return JSON.parse(await run(workspace, "stack", "export")) as State;
}

/** How the last operation on a project's stack has ended; undefined if there was none. */
export async function lastResult(
  workspace: Workspace,
  project: Project,
): Promise<UpdateSummary["result"] | undefined> {
  const result = readLastResult(project);
  if (result) return result;
  const history = await run(workspace, "stack", "history", "--json", "--page-size", "1", "--page", "1");
  return (JSON.parse(history) as UpdateSummary[])[0]?.result;
}

/** Replaces the state of a stack. */
export async function importState(workspace: Workspace, state: State): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "podium-"));
  const file = join(folder, "state.json");
  try {
    await writeFile(file, JSON.stringify(state), { mode: 0o600 });
    await run(workspace, "stack", "import", "--file", file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The SDK's types leave out what each of its own commands goes through. */
interface Runner {
  run(args: string[], folder: string, env: Record<string, string>): Promise<{ stdout: string }>;
}

/** Runs one command of Pulumi, and returns what it prints. */
async function run({ pulumiCommand, workDir, envVars }: Workspace, ...args: string[]): Promise<string> {
  const runner = pulumiCommand as unknown as Runner;
  return (await runner.run([...args, "--stack", STACK], workDir, envVars)).stdout;
}
