import { findPulumi } from "../../src/automation/cli";
import { run } from "../command";

export const PULUMI = await findPulumi();

/** Runs plain `pulumi`, as its user would in that folder. */
export async function pulumi(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "test" };
  const { code, stdout, stderr } = await run(PULUMI!.command, [...args, "--non-interactive"], { cwd, env });
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} exited with ${code}:\n${stdout}\n${stderr}`);
  return stdout;
}
