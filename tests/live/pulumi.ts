import { findPulumi } from "../../src/automation/cli";
import { type StackOutputs, verify } from "../../src/verdict/verify";
import { ORCHESTRATORS, type OrchestratorName } from "../../src/orchestrators";
import { stackFolder } from "../../src/common/paths";
import { run } from "../command";

export const PULUMI = await findPulumi();

/** Runs plain `pulumi`, as its user would in that folder. */
export async function pulumi(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "test" };
  const { code, stdout, stderr } = await run(PULUMI!.command, [...args, "--non-interactive"], { cwd, env });
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}

/**
 * The outputs of the stack that is selected, once what it deploys runs: Pulumi may be done a moment before the last node
 * sends requests to the new instances.
 */
export async function deployed(name: OrchestratorName): Promise<StackOutputs> {
  const outputs = JSON.parse(await pulumi(stackFolder(name), "stack", "output", "--json")) as StackOutputs;
  const { problems } = await verify(outputs, ORCHESTRATORS[name].engine);
  if (problems.length) throw new Error(`${name} does not run: ${problems.join("; ")}`);
  return outputs;
}
