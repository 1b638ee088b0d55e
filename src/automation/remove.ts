import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { setTimeout as sleep } from "node:timers/promises";
import { ORCHESTRATORS, type OrchestratorName } from "../orchestrators";
import { Failure } from "./failure";
import { endIfInterrupted, type Interruption } from "./interruption";
import { type Project, ProjectStack, type Report } from "./stacks";
import type { StackOutputs } from "../verdict/verify";

/** Seconds that an engine may need to end the last instances after it has forgotten the deployment. */
const PATIENCE = 60;

/**
 * Takes one project's deployment away, and its state.
 * @returns false if there was nothing.
 * @throws Failure if something is left: then its state is, too, and another try can go on from there.
 */
export async function remove(
  project: Project,
  pulumi: PulumiCommand,
  report: Report,
  interruption?: Interruption,
): Promise<boolean> {
  endIfInterrupted(interruption);
  report("looking for the stack");
  const stack = await ProjectStack.find(project, pulumi);
  if (!stack) return false;
  const outputs = (await stack.outputs()) as StackOutputs | undefined;
  await stack.down(report, interruption);
  if (project !== "image" && outputs?.reference)
    await untilGone(project, outputs.reference, report, interruption);
  return true;
}

async function untilGone(
  name: OrchestratorName,
  reference: string,
  report: Report,
  interruption?: Interruption,
): Promise<void> {
  report("waiting until the last instance has ended");
  const deadline = Date.now() + PATIENCE * 1000;
  for (;;) {
    // Some engines answer with an error for what they do not know any more.
    const left = await ORCHESTRATORS[name].engine.instances(reference).catch(() => []);
    if (!left.length) return;
    endIfInterrupted(interruption);
    if (Date.now() > deadline)
      throw new Failure(`The engine still has ${left.map(({ id }) => id).join(", ")}`);
    await sleep(500);
  }
}
