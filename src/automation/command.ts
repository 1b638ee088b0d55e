import type { PulumiCommand } from "@pulumi/pulumi/automation";

/** The SDK's types leave out what each of its own commands goes through. */
interface Runner {
  run(args: string[], folder: string, env: Record<string, string>): Promise<{ stdout: string }>;
}

/**
 * Runs one command of the CLI.
 * @returns what it prints.
 */
export async function runPulumi(
  pulumi: PulumiCommand,
  args: string[],
  folder: string,
  env: Record<string, string> = {},
): Promise<string> {
  return (await (pulumi as unknown as Runner).run(args, folder, env)).stdout;
}
