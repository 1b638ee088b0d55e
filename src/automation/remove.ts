import type { PulumiCommand } from "@pulumi/pulumi/automation";
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../orchestrators/engine";
import { endIfInterrupted, type Interruption } from "./interruption";
import { type Project, ProjectStack } from "./stacks";
import { engineFor } from "./target";
import { Failure } from "../common/errors";
import type { Progress } from "../common/progress";
import type { StackOutputs } from "../program/outputs";

/** Seconds that an engine may take to end the last instances after it has deleted the deployment. */
const PATIENCE = 60;

/**
 * Removes one project's deployment and its state.
 * @returns false if there was nothing to remove.
 * @throws Failure if something is left. Its state is kept, so the next attempt resumes from there.
 */
export async function remove(
  project: Project,
  pulumi: PulumiCommand,
  report: Progress,
  interruption?: Interruption,
): Promise<boolean> {
  endIfInterrupted(interruption);
  report("looking for the stack");
  const stack = await ProjectStack.find(project, pulumi);
  if (!stack) return false;
  if (project === "image") {
    await stack.down(report, interruption);
    return true;
  }
  const outputs = (await stack.outputs()) as StackOutputs | undefined;
  const engine = await engineFor(project, outputs?.connection);
  await stack.down(report, interruption, engine);
  if (outputs?.reference) await untilGone(engine, outputs.reference, report, interruption);
  return true;
}

async function untilGone(
  engine: Engine,
  reference: string,
  report: Progress,
  interruption?: Interruption,
): Promise<void> {
  report("waiting for the last instance to end");
  const deadline = Date.now() + PATIENCE * 1000;
  for (;;) {
    // Some engines return an error for what no longer exists.
    const left = await engine.instances(reference).catch(() => []);
    if (!left.length) return;
    endIfInterrupted(interruption);
    if (Date.now() > deadline)
      throw new Failure(`The engine still runs ${left.map(({ id }) => id).join(", ")}.`);
    await sleep(500);
  }
}
