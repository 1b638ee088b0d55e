import { findPulumi } from "../../src/automation/cli";
import { verify } from "../../src/verdict/verify";
import type { OrchestratorName } from "../../src/orchestrators";
import { HEALTH_COMMAND } from "../../src/program/environment";
import { engineOf } from "../../src/orchestrators/engines";
import { stackFolder } from "../../src/common/paths";
import { checked } from "../command";
import type { StackOutputs } from "../../src/program/outputs";

export const PULUMI = await findPulumi();

/** Runs plain `pulumi` in a folder, as a user would. */
export async function pulumi(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "test" };
  return checked(PULUMI!.command, [...args, "--non-interactive"], { cwd, env });
}

/**
 * The outputs of the selected stack once its deployment is healthy: Pulumi may finish a moment before the last node
 * routes requests to the new instances.
 */
export async function deployed(name: OrchestratorName): Promise<StackOutputs> {
  const outputs = JSON.parse(await pulumi(stackFolder(name), "stack", "output", "--json")) as StackOutputs;
  const { problems } = await verify(outputs, await engineOf(name, outputs.connection));
  if (problems.length) throw new Error(`${name} is not healthy: ${problems.join("; ")}`);
  return outputs;
}

/** Configures an image as one of the user's own; it is a copy of the sample image, and has its health command. */
export async function useImage(folder: string, image: string): Promise<void> {
  await pulumi(folder, "config", "set", "podium:image", image);
  await pulumi(folder, "config", "set", "podium:health", JSON.stringify({ command: HEALTH_COMMAND }));
}
